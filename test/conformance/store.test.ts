import test from 'ava';
import fc from 'fast-check';
import type { StoreChange, StoredItem } from '../../src/storage/store/store-request.ts';
import { newStore, type OrderedStore, type StoreName } from './ordered-stores.ts';

const STORES: readonly StoreName[] = ['the tree in memory', 'the model', 'LevelDB'];

async function withStore(name: StoreName, work: (store: OrderedStore) => Promise<void>) {
  const store = await newStore(name);
  try {
    await work(store);
  } finally {
    await store.dispose();
  }
}

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const put = (key: string, value: string): StoreChange => ({ key, value: bytes(value) });
const remove = (key: string): StoreChange => ({ key, value: null });
const plain = (items: readonly StoredItem[]) => items.map(({ key, value }) => [key, [...value]]);
const plainValues = (values: readonly (Uint8Array | null)[]) =>
  values.map((value) => (value === null ? null : [...value]));

async function contentOf(store: OrderedStore): Promise<unknown> {
  const frozen = await store.freeze();
  const items = await frozen.items();
  await frozen.release();
  return plain(items);
}

for (const name of STORES) {
  test(`${name}: what was written is read, what was removed or never written is not`, async (t) => {
    await withStore(name, async (store) => {
      await store.write([put('a', '1'), put('b', ''), put('c', '3')]);
      await store.write([remove('c'), remove('never')]);
      const values = await store.read(['c', 'b', 'a', 'd', 'a']);
      t.deepEqual(plainValues(values), [null, [], [...bytes('1')], null, [...bytes('1')]]);
    });
  });

  test(`${name}: within one batch the last change to a key counts`, async (t) => {
    await withStore(name, async (store) => {
      await store.write([put('a', '1'), remove('a'), put('a', '2'), put('b', '1'), remove('b')]);
      t.deepEqual(await contentOf(store), [['a', [...bytes('2')]]]);
    });
  });

  test(`${name}: keys come in the order of their bytes, whatever the bytes are`, async (t) => {
    const keys = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i));
    await withStore(name, async (store) => {
      const shuffled = [...keys].sort(
        (a, b) => ((a.charCodeAt(0) * 37) % 256) - ((b.charCodeAt(0) * 37) % 256),
      );
      await store.write(shuffled.map((key) => put(`${key}x`, key)));
      const frozen = await store.freeze();
      t.deepEqual(
        (await frozen.items()).map(({ key }) => key),
        keys.map((key) => `${key}x`),
      );
      await frozen.release();
    });
  });

  test(`${name}: a snapshot shows nothing of what is written after it`, async (t) => {
    await withStore(name, async (store) => {
      await store.write([put('a', '1'), put('b', '1')]);
      const frozen = await store.freeze();
      await store.write([put('a', '2'), remove('b'), put('c', '2')]);
      t.deepEqual(plain(await frozen.items()), [
        ['a', [...bytes('1')]],
        ['b', [...bytes('1')]],
      ]);
      await frozen.release();
      t.deepEqual(await contentOf(store), [
        ['a', [...bytes('2')]],
        ['c', [...bytes('2')]],
      ]);
    });
  });

  test(`${name}: random writes, snapshots and restarts leave what an obvious map holds`, async (t) => {
    const key = fc.constantFrom('', 'a', 'b', 'ab', '\u0000', '\u00ff', 'a\u0000');
    const value = fc.option(fc.uint8Array({ maxLength: 60 }), { nil: null });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write'), changes: fc.array(fc.record({ key, value })) }),
      fc.record({ kind: fc.constant('freeze') }),
      fc.record({ kind: fc.constant('reopen') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await withStore(name, (store) => compare(t, store, steps));
      }),
      { numRuns: name === 'LevelDB' ? 25 : 100 },
    );
  });
}

interface Step {
  readonly kind: string;
  readonly changes?: readonly StoreChange[];
}

/** Does to a map what is done to the store, and looks at both after every step. */
async function compare(
  t: { deepEqual(actual: unknown, expected: unknown): unknown },
  store: OrderedStore,
  steps: readonly Step[],
): Promise<void> {
  const map = new Map<string, Uint8Array>();
  const expected = () =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, [...value]]);
  for (const { kind, changes = [] } of steps) {
    if (kind === 'write') {
      await store.write(changes);
      for (const { key, value } of changes) {
        if (value === null) {
          map.delete(key);
        } else {
          map.set(key, value);
        }
      }
    } else if (kind === 'freeze') {
      const frozen = await store.freeze();
      const before = expected();
      await store.write([put('a', 'later')]);
      map.set('a', bytes('later'));
      t.deepEqual(plain(await frozen.items()), before);
      await frozen.release();
    } else {
      await store.reopen?.();
    }
    t.deepEqual(await contentOf(store), expected());
    const keys = [...map.keys(), 'absent'];
    t.deepEqual(
      plainValues(await store.read(keys)),
      keys.map((key) => (map.has(key) ? [...(map.get(key) as Uint8Array)] : null)),
    );
  }
}
