import { LevelStores } from '../../src/io/store/level-stores.ts';
import { askLevel, DATABASE } from './ordered-stores.ts';

/** Writes batches of three keys until it is killed, and says which of them were answered. */
const [directory = ''] = process.argv.slice(2);
const ask = askLevel(new LevelStores(directory));
await ask({ kind: 'storeOpen', database: DATABASE, mode: 'new', cacheBytes: 1 << 20 });
for (let number = 1; ; number++) {
  const value = new TextEncoder().encode(`${number}`);
  const changes = ['first', 'middle', 'last'].map((key) => ({ key, value }));
  await ask({ kind: 'storeWrite', database: DATABASE, changes });
  process.stdout.write(`${number}\n`);
}
