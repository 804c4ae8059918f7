import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { KeyedRandom } from '../../sim/base/keyed-random.ts';
import { SimStores } from '../../sim/store/sim-stores.ts';
import { LevelStores } from '../../src/io/store/level-stores.ts';
import { type Ask, askLevel, DATABASE } from './ordered-stores.ts';

const PROFILE = {
  latencyMicros: 1,
  syncMicros: 1,
  stall: 0,
  stallMicros: 0,
  survival: 1,
  tear: 0,
};

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-level-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const database = DATABASE;
const cacheBytes = 1 << 20;

async function askBoth(work: (ask: Ask) => Promise<void>): Promise<void> {
  const model = new SimStores(new KeyedRandom(1, 1), 1, PROFILE);
  await work((request) => Promise.resolve(model.submit(request, 0, 0).complete()));
  await withDirectory(async (directory) => {
    const stores = new LevelStores(directory);
    await work(askLevel(stores));
    await stores.close();
  });
}

test('a database that is not there is not made by whoever expects one', async (t) => {
  await askBoth(async (ask) => {
    const outcome = await ask({ kind: 'storeOpen', database, mode: 'existing', cacheBytes });
    t.like(outcome, { kind: 'failed', failure: { code: 'ENOENT' } });
    t.deepEqual(await ask({ kind: 'storeList' }), { kind: 'storesListed', databases: [] });
  });
});

test('a new database is refused where there is one already, and that one keeps what it has', async (t) => {
  await askBoth(async (ask) => {
    const value = new Uint8Array([1]);
    await ask({ kind: 'storeOpen', database, mode: 'new', cacheBytes });
    await ask({ kind: 'storeWrite', database, changes: [{ key: 'k', value }] });
    t.like(await ask({ kind: 'storeOpen', database, mode: 'new', cacheBytes }), { kind: 'failed' });
    const outcome = await ask({ kind: 'storeRead', database, keys: ['k'], bytesMax: 1 });
    t.like(outcome, { kind: 'loaded' });
    t.deepEqual(outcome.kind === 'loaded' && [...(outcome.values[0] ?? [])], [1]);
  });
});

test('a database is listed until it is removed, and removing it again does no harm', async (t) => {
  await askBoth(async (ask) => {
    await ask({ kind: 'storeOpen', database, mode: 'new', cacheBytes });
    await ask({ kind: 'storeClose', database });
    t.deepEqual(await ask({ kind: 'storeList' }), { kind: 'storesListed', databases: [database] });
    for (let i = 0; i < 2; i++) {
      t.deepEqual(await ask({ kind: 'storeRemove', database }), { kind: 'stored' });
      t.deepEqual(await ask({ kind: 'storeList' }), { kind: 'storesListed', databases: [] });
    }
  });
});

test('a read ends when it has the bytes that it may have, but not before the first value', async (t) => {
  await askBoth(async (ask) => {
    await ask({ kind: 'storeOpen', database, mode: 'new', cacheBytes });
    const value = new Uint8Array(1000);
    // More keys than are ever read at a time.
    const keys = Array.from({ length: 200 }, (_, i) => `key-${i}`);
    await ask({ kind: 'storeWrite', database, changes: keys.map((key) => ({ key, value })) });
    for (const bytesMax of [0, 1, 100_000]) {
      const outcome = await ask({ kind: 'storeRead', database, keys, bytesMax });
      const count = outcome.kind === 'loaded' ? outcome.values.length : 0;
      t.true(count >= Math.max(1, bytesMax / 1000) && count < keys.length, `${bytesMax}: ${count}`);
    }
  });
});

test('a process that is killed amid its writes leaves whole batches, in order, none that it reported missing', async (t) => {
  await withDirectory(async (directory) => {
    const writer = fileURLToPath(new URL('./batch-writer.js', import.meta.url));
    const child = spawn(process.execPath, [writer, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let reported = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      reported = Number(text.trim().split('\n').at(-1));
      if (reported > 200) {
        child.kill('SIGKILL');
      }
    });
    await once(child, 'close');
    const stores = new LevelStores(directory);
    const ask = askLevel(stores);
    t.deepEqual(await ask({ kind: 'storeOpen', database, mode: 'existing', cacheBytes }), {
      kind: 'stored',
    });
    const keys = ['first', 'middle', 'last'];
    const outcome = await ask({ kind: 'storeRead', database, keys, bytesMax: 1 << 20 });
    const values = outcome.kind === 'loaded' ? outcome.values : [];
    const numbers = values.map((value) => Number(new TextDecoder().decode(value ?? undefined)));
    t.is(new Set(numbers).size, 1);
    t.true((numbers[0] as number) >= reported, `${numbers[0]} of ${reported}`);
    await stores.close();
  });
});
