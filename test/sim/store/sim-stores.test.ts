import test from 'ava';
import { KeyedRandom, PPM } from '../../../sim/base/keyed-random.ts';
import type { DiskProfile } from '../../../sim/disk/sim-disk.ts';
import { SimStores } from '../../../sim/store/sim-stores.ts';
import { databaseName } from '../../../src/storage/file-names.ts';
import type { StoreOutcome, StoreRequest } from '../../../src/storage/store/store-request.ts';
import { group } from '../../branded.ts';

const database = databaseName(group(1), 1);
const BATCHES = 20;

const PROFILE: DiskProfile = {
  latencyMicros: 10,
  syncMicros: 10,
  stall: 0,
  stallMicros: 0,
  survival: PPM / 2,
  tear: 0,
};

function storesOf(seed: number, change: Partial<DiskProfile> = {}) {
  const stores = new SimStores(new KeyedRandom(seed, 1), 1, { ...PROFILE, ...change });
  const ask = (request: StoreRequest): StoreOutcome => stores.submit(request, 1, 0).complete();
  ask({ kind: 'storeOpen', database, mode: 'new', cacheBytes: 0 });
  stores.beginDirectorySync()();
  return { stores, ask };
}

/** Writes batch after batch, each its number under two keys, and cuts the power. */
function cutAfter(
  seed: number,
  { synced = 0, ...change }: Partial<DiskProfile> & { readonly synced?: number },
) {
  const { stores, ask } = storesOf(seed, change);
  for (let i = 0; i < BATCHES; i++) {
    const value = Uint8Array.of(i);
    const changes = [`a${i}`, `b${i}`].map((key) => ({ key, value }));
    ask({ kind: 'storeWrite', database, changes });
    if (i + 1 === synced) {
      ask({ kind: 'storeSync', database });
    }
  }
  const lost = stores.crash();
  const content = stores.image(database)?.current ?? new Map();
  const kept = Array.from({ length: BATCHES }, (_, i) => i).filter((i) => content.has(`a${i}`));
  return { content, kept, lost };
}

test('a power cut takes whole batches, and counts each', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const { content, kept, lost } = cutAfter(seed, { tear: PPM });
    t.is(lost, BATCHES - kept.length);
    t.is(content.size, 2 * kept.length);
    t.true(kept.every((i) => content.has(`b${i}`)));
  }
});

test('without tearing the first batches survive a power cut, any number of them', (t) => {
  const seen = new Set<number>();
  for (let seed = 0; seed < 500; seed++) {
    const { kept } = cutAfter(seed, {});
    t.deepEqual(
      kept,
      Array.from({ length: kept.length }, (_, i) => i),
    );
    seen.add(kept.length);
  }
  t.is(seen.size, BATCHES + 1);
});

test('with tearing a batch in the middle may be gone while later ones are there', (t) => {
  const holes = Array.from({ length: 100 }, (_, seed) => cutAfter(seed, { tear: PPM }).kept).filter(
    (kept) => kept.some((batch, i) => batch !== i),
  );
  t.true(holes.length > 50);
});

test('what was synced survives every power cut', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const { kept } = cutAfter(seed, { synced: 7, survival: 0, tear: PPM });
    t.deepEqual(kept, [0, 1, 2, 3, 4, 5, 6]);
  }
});

test('a database exists for good, or is gone for good, once the directory is synced', (t) => {
  const other = databaseName(group(1), 2);
  const { stores, ask } = storesOf(1);
  ask({ kind: 'storeOpen', database: other, mode: 'new', cacheBytes: 0 });
  stores.crash();
  t.deepEqual(stores.names, [database]);
  ask({ kind: 'storeRemove', database });
  stores.crash();
  t.deepEqual(stores.names, [database]);
  ask({ kind: 'storeRemove', database });
  stores.beginDirectorySync()();
  stores.crash();
  t.deepEqual(stores.names, []);
});

test('a process that is killed loses nothing that was written', (t) => {
  const { stores, ask } = storesOf(1);
  ask({ kind: 'storeWrite', database, changes: [{ key: 'k', value: Uint8Array.of(1) }] });
  stores.kill();
  t.throws(() => ask({ kind: 'storeRead', database, keys: ['k'], bytesMax: 1 }));
  ask({ kind: 'storeOpen', database, mode: 'existing', cacheBytes: 0 });
  const outcome = ask({ kind: 'storeRead', database, keys: ['k'], bytesMax: 1 });
  t.deepEqual(outcome, { kind: 'loaded', values: [Uint8Array.of(1)] });
});
