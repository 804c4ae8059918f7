import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyedRandom } from '../../sim/base/keyed-random.ts';
import { SimStores } from '../../sim/store/sim-stores.ts';
import { LevelStores } from '../../src/io/store/level-stores.ts';
import { MemoryStore } from '../../src/kv/memory-store.ts';
import type { StoreSnapshot } from '../../src/kv/store.ts';
import type {
  StoreChange,
  StoredItem,
  StoreOutcome,
  StoreRequest,
} from '../../src/storage/store/store-request.ts';

/** A present state that later writes do not show in. */
export interface Frozen {
  /** Everything in it, ascending. */
  items(): Promise<StoredItem[]>;
  release(): Promise<void>;
}

/** What the tree in memory, the simulator's model and LevelDB have in common. */
export interface OrderedStore {
  write(changes: readonly StoreChange[]): Promise<void>;
  read(keys: readonly string[]): Promise<(Uint8Array | null)[]>;
  freeze(): Promise<Frozen>;
  /** Ends and begins again, as a process does; null where nothing outlives it. */
  readonly reopen: (() => Promise<void>) | null;
  dispose(): Promise<void>;
}

export type StoreName = 'the tree in memory' | 'the model' | 'LevelDB';

export async function newStore(name: StoreName): Promise<OrderedStore> {
  switch (name) {
    case 'the tree in memory':
      return inMemory();
    case 'the model': {
      const stores = new SimStores(new KeyedRandom(1, 1), 1, PROFILE);
      const ask = (request: StoreRequest) =>
        Promise.resolve(stores.submit(request, 0, 0).complete());
      return await onDisk(ask, async () => stores.kill());
    }
    case 'LevelDB':
      return await inLevel();
  }
}

const PROFILE = {
  latencyMicros: 1,
  syncMicros: 1,
  stall: 0,
  stallMicros: 0,
  survival: 0,
  tear: 0,
};
/** Small, so that whatever is longer is read in several slices. */
const SLICE_BYTES = 100;
export const DATABASE = 'group-00000001.0000000000000001.database';

export type Ask = (request: StoreRequest) => Promise<StoreOutcome>;

function inMemory(): OrderedStore {
  const store = new MemoryStore();
  const revision = 1;
  return {
    write: async (changes) => {
      for (const { key, value } of changes) {
        if (value === null) {
          store.delete(key);
        } else {
          store.put(key, value, revision);
        }
      }
    },
    read: async (keys) => keys.map((key) => store.get(key)?.value ?? null),
    freeze: async () => {
      const snapshot = store.snapshot();
      return { items: async () => drain(snapshot), release: async () => snapshot.release() };
    },
    reopen: null,
    dispose: async () => undefined,
  };
}

function drain(snapshot: StoreSnapshot): StoredItem[] {
  const items: StoredItem[] = [];
  const records = snapshot.records();
  for (let next = records.next(); next.done !== true; next = records.next()) {
    items.push({ key: next.value.key, value: next.value.value.slice() });
  }
  return items;
}

/** @param end - ends the process, as far as the databases can tell. */
async function onDisk(ask: Ask, end: () => Promise<void>): Promise<OrderedStore> {
  const database = DATABASE;
  await ok(ask, { kind: 'storeOpen', database, mode: 'new', cacheBytes: 1 << 20 });
  let snapshots = 0;
  return {
    write: (changes) => ok(ask, { kind: 'storeWrite', database, changes }),
    read: (keys) => readAll(ask, keys),
    freeze: async () => {
      const snapshot = ++snapshots;
      await ok(ask, { kind: 'storeSnapshot', database, snapshot });
      return {
        items: () => scanAll(ask, snapshot),
        release: () => ok(ask, { kind: 'storeRelease', database, snapshot }),
      };
    },
    reopen: async () => {
      await ok(ask, { kind: 'storeClose', database });
      await ok(ask, { kind: 'storeOpen', database, mode: 'existing', cacheBytes: 1 << 20 });
    },
    dispose: end,
  };
}

async function inLevel(): Promise<OrderedStore> {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-level-'));
  const stores = new LevelStores(directory);
  return await onDisk(askLevel(stores), async () => {
    await stores.close();
    rmSync(directory, { recursive: true });
  });
}

export function askLevel(stores: LevelStores): Ask {
  return (request) => new Promise((resolve) => stores.request(request, resolve));
}

async function ok(ask: Ask, request: StoreRequest): Promise<void> {
  const outcome = await ask(request);
  if (outcome.kind !== 'stored') {
    throw new Error(`${request.kind} ended as ${JSON.stringify(outcome)}`);
  }
}

async function readAll(ask: Ask, keys: readonly string[]): Promise<(Uint8Array | null)[]> {
  const values: (Uint8Array | null)[] = [];
  while (values.length < keys.length) {
    const rest = keys.slice(values.length);
    const request = { kind: 'storeRead', database: DATABASE, keys: rest, bytesMax: SLICE_BYTES };
    const outcome = await ask(request as StoreRequest);
    if (outcome.kind !== 'loaded' || outcome.values.length === 0) {
      throw new Error(`a read ended as ${JSON.stringify(outcome)}`);
    }
    values.push(...outcome.values);
  }
  return values;
}

async function scanAll(ask: Ask, snapshot: number): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let from = '';
  for (;;) {
    const range = { database: DATABASE, snapshot, from, end: '\u00ff\u00ff\u00ff\u00ff' };
    const outcome = await ask({ kind: 'storeScan', ...range, bytesMax: SLICE_BYTES });
    if (outcome.kind !== 'scanned') {
      throw new Error(`a scan ended as ${JSON.stringify(outcome)}`);
    }
    const last = outcome.items[outcome.items.length - 1];
    if (last === undefined) {
      return items;
    }
    items.push(...outcome.items);
    from = `${last.key}\u0000`;
  }
}
