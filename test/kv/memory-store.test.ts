import test from 'ava';
import fc from 'fast-check';
import { MemoryStore } from '../../src/kv/memory-store.ts';
import type { StoreSnapshot } from '../../src/kv/store.ts';
import { pattern } from './bytes.ts';

interface Plain {
  readonly value: Uint8Array;
  readonly revision: number;
}

const anyKey = fc.integer({ min: 0, max: 30 }).map((i) => `key-${i}`);
const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      key: anyKey,
      bytes: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(16_384, 16_385, 70_000)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: anyKey }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const) }) },
);

test('a store holds what a Map would hold', (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
      const store = new MemoryStore();
      const map = new Map<string, Plain>();
      for (const [revision, step] of steps.entries()) {
        if (step.kind === 'put') {
          const value = pattern(step.bytes, revision);
          store.put(step.key, value, revision);
          map.set(step.key, { value: value.slice(), revision });
          // The store copies what it keeps.
          value.fill(0xdb);
        } else if (step.kind === 'delete') {
          store.delete(step.key);
          map.delete(step.key);
        }
        t.is(store.size, map.size);
      }
      for (let i = 0; i <= 30; i++) {
        const stored = store.get(`key-${i}`);
        t.deepEqual(plain(stored), map.get(`key-${i}`));
      }
    }),
    { numRuns: 60 },
  );
});

test('a snapshot shows the moment it was taken, whatever is written while it is read', (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
      const store = new MemoryStore();
      const map = new Map<string, Plain>();
      const open: { records: Reader; expected: [string, Plain][] }[] = [];
      for (const [revision, step] of steps.entries()) {
        if (step.kind === 'put') {
          const value = pattern(step.bytes, revision);
          store.put(step.key, value, revision);
          map.set(step.key, { value, revision });
        } else if (step.kind === 'delete') {
          store.delete(step.key);
          map.delete(step.key);
        } else {
          open.push({ records: readerOf(store.snapshot()), expected: sorted(map) });
        }
        // Each open snapshot gives one more record, between the writes.
        for (const { records } of open) {
          records.readOne();
        }
      }
      for (const { records, expected } of open) {
        t.deepEqual(records.readAll(), expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('reading a snapshot moves values and changes none of them', (t) => {
  const store = new MemoryStore();
  for (let i = 0; i < 500; i++) {
    store.put(`key-${i}`, pattern(1000, i), i);
  }
  // Most slabs are garbage now.
  for (let i = 0; i < 500; i++) {
    if (i % 10 !== 0) {
      store.delete(`key-${i}`);
    }
  }
  const before = store.get('key-40')?.value;
  const first = readerOf(store.snapshot()).readAll();
  t.is(first.length, 50);
  const moved = store.get('key-40')?.value;
  t.not(moved?.buffer, before?.buffer);
  t.deepEqual(moved, pattern(1000, 40));
  t.deepEqual(readerOf(store.snapshot()).readAll(), first);
});

test('the end of one snapshot disturbs neither the store nor another snapshot', (t) => {
  const store = new MemoryStore();
  for (let i = 0; i < 100; i++) {
    store.put(`key-${i}`, pattern(10, i), i);
  }
  const kept = store.snapshot();
  const ended = store.snapshot();
  ended.records().next();
  ended.release();
  t.is(store.size, 100);
  t.is(readerOf(kept).readAll().length, 100);
});

test('a snapshot gives its records in ascending order of bytes', (t) => {
  const store = new MemoryStore();
  const keys = ['b', 'a', '\xff', '', '\x00', 'a\x00', 'Z'];
  for (const key of keys) {
    store.put(key, new Uint8Array(0), 1);
  }
  const order = readerOf(store.snapshot())
    .readAll()
    .map(([key]) => key);
  t.deepEqual(order, ['', '\x00', 'Z', 'a', 'a\x00', 'b', '\xff']);
});

interface Reader {
  readOne(): void;
  /** Everything from the first record on. */
  readAll(): [string, Plain][];
}

function readerOf(snapshot: StoreSnapshot): Reader {
  const records = snapshot.records();
  const read: [string, Plain][] = [];
  const readOne = () => {
    const next = records.next();
    if (next.done !== true) {
      const { key, value, revision } = next.value;
      read.push([key, { value: value.slice(), revision }]);
    }
    return next.done !== true;
  };
  return {
    readOne,
    readAll: () => {
      while (readOne()) {
        // Until there is no more.
      }
      return read;
    },
  };
}

function sorted(map: ReadonlyMap<string, Plain>): [string, Plain][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function plain(stored: Plain | undefined): Plain | undefined {
  return stored && { value: stored.value.slice(), revision: stored.revision };
}
