import test from 'ava';
import fc from 'fast-check';
import { Links, readLinks } from '../../../src/storage/store/links.ts';
import { APPLIED_KEY, indexOfLink } from '../../../src/storage/store/store-layout.ts';
import type { StoreChange, StoredItem } from '../../../src/storage/store/store-request.ts';

const step = fc.record({
  entries: fc.integer({ min: 1, max: 5 }),
  syncs: fc.boolean(),
  /** Writes that came between the request of the sync and its end. */
  later: fc.nat(3),
});

interface Write {
  readonly changes: readonly StoreChange[];
  readonly index: number;
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The writes of a database, and how many of the first ones a sync has confirmed. */
function writesOf(steps: readonly Step[]) {
  const links = new Links([]);
  const writes: Write[] = [];
  let synced = 0;
  let index = 0;
  for (const { entries, syncs, later } of [{ entries: 0, syncs: true, later: 0 }, ...steps]) {
    index += entries;
    writes.push({ changes: links.extend(index), index });
    if (syncs) {
      synced = Math.max(synced, writes.length - later);
      links.confirm(writes[synced - 1]?.index ?? 0);
    }
  }
  return { writes, synced };
}

/** What a database holds after those writes. */
function contentOf(writes: readonly Write[]): { items: StoredItem[]; appliedIndex: number } {
  const content = new Map<string, Uint8Array>();
  for (const { changes } of writes) {
    for (const { key, value } of changes) {
      if (value === null) {
        content.delete(key);
      } else {
        content.set(key, value);
      }
    }
  }
  const items = [...content].sort(([a], [b]) => (a < b ? -1 : 1));
  const appliedIndex = writes[writes.length - 1]?.index ?? 0;
  return { items: items.map(([key, value]) => ({ key, value })), appliedIndex };
}

test('a database that lost its last writes is believed, however many', (t) => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(), (steps, pick) => {
      const { writes, synced } = writesOf(steps);
      const kept = synced + (pick % (writes.length - synced + 1));
      const { items, appliedIndex } = contentOf(writes.slice(0, kept));
      t.is(readLinks(items, appliedIndex)?.storedIndex, appliedIndex);
    }),
  );
});

test('a database that lost a write and kept a later one is not', (t) => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2 }), fc.nat(), fc.nat(), (steps, pick, last) => {
      const { writes, synced } = writesOf(steps);
      const unconfirmed = writes.length - synced;
      if (unconfirmed < 2) {
        return;
      }
      const kept = synced + 2 + (last % (unconfirmed - 1));
      const lost = synced + (pick % (kept - synced - 1));
      const remaining = writes.slice(0, kept).filter((_, i) => i !== lost);
      const { items, appliedIndex } = contentOf(remaining);
      t.is(readLinks(items, appliedIndex), null);
    }),
  );
});

test('links go as soon as a sync has confirmed a later one', (t) => {
  const steps = Array.from({ length: 50 }, () => ({ entries: 1, syncs: true, later: 0 }));
  const { items } = contentOf(writesOf(steps).writes);
  t.deepEqual(
    items.map(({ key }) => indexOfLink(key)),
    [49, 50],
  );
  t.is(indexOfLink(APPLIED_KEY), null);
});
