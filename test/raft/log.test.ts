import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { InvariantError } from '../../src/base/invariant.ts';
import { ENTRY_HEADER_BYTES, type Entry, recordBytes } from '../../src/raft/entry.ts';
import { RaftLog } from '../../src/raft/log.ts';
import { index, term } from '../branded.ts';
import { sealedEntry } from '../codec/any-message.ts';
import { entriesOf, entry } from './replica.ts';

/** The log as one array from index 1, and its marks as plain numbers. */
interface Naive {
  entries: Entry[];
  compacted: number;
  commit: number;
  applied: number;
  handed: number;
  durable: number;
  evicted: number;
}

const STEPS = [
  'append',
  'merge',
  'handOver',
  'durable',
  'commit',
  'apply',
  'evict',
  'compact',
  'restore',
] as const;
const anyStep = fc.record({
  kind: fc.constantFrom(...STEPS, 'append', 'merge', 'handOver', 'durable', 'commit', 'apply'),
  a: fc.nat(1000),
  b: fc.nat(1000),
});

test('a log and a plain array with marks agree after every step', (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 50 }), (steps) => {
      const log = new RaftLog();
      const naive = {
        entries: [],
        compacted: 0,
        commit: 0,
        applied: 0,
        handed: 0,
        durable: 0,
        evicted: 0,
      };
      for (const { kind, a, b } of steps) {
        takeStep(log, naive, kind, a, b);
        compare(t, log, naive);
      }
    }),
    { numRuns: 300 },
  );
});

function takeStep(
  log: RaftLog,
  naive: Naive,
  kind: (typeof STEPS)[number],
  a: number,
  b: number,
): void {
  const last = naive.entries.length;
  const lastTerm = naive.entries[last - 1]?.term ?? 1;
  switch (kind) {
    case 'append': {
      const added = entriesOf(Array<number>(1 + (a % 3)).fill(lastTerm + (b % 2)), last + 1);
      log.append(added);
      naive.entries.push(...added);
      return;
    }
    case 'merge': {
      // A leader's entries from somewhere above the commit index, partly the same as here.
      const from = naive.commit + 1 + (a % (last - naive.commit + 1));
      const same = naive.entries.slice(from - 1, from - 1 + (b % 4));
      const at = from + same.length;
      const newTerm = Math.max(lastTerm + 1, naive.entries[at - 2]?.term ?? 1);
      const other = entriesOf(Array<number>(b % 3).fill(newTerm), at);
      log.merge([...same, ...other]);
      if (other.length > 0) {
        naive.entries.length = at - 1;
        naive.entries.push(...other);
        naive.handed = Math.min(naive.handed, at - 1);
        naive.durable = Math.min(naive.durable, at - 1);
      }
      return;
    }
    case 'handOver':
      log.handOver();
      naive.handed = last;
      return;
    case 'durable': {
      const at = naive.durable + (a % (naive.handed - naive.durable + 1));
      const known = naive.entries[at - 1];
      if (known !== undefined) {
        // A write of an entry that was replaced meanwhile changes nothing.
        log.durableTo({ index: index(at), term: term(known.term + 100) });
        log.durableTo(known);
      }
      naive.durable = at;
      return;
    }
    case 'commit':
      naive.commit += a % (last - naive.commit + 1);
      log.commitTo(index(naive.commit));
      return;
    case 'apply':
      naive.applied +=
        a % (Math.max(naive.applied, Math.min(naive.commit, naive.durable)) - naive.applied + 1);
      log.appliedTo(index(naive.applied));
      return;
    case 'evict': {
      const bytesMax = a % 400;
      log.evict(bytesMax);
      while (naive.evicted < naive.applied && bytesInMemory(naive) > bytesMax) {
        naive.evicted++;
      }
      return;
    }
    case 'compact':
      naive.compacted += a % (naive.applied - naive.compacted + 1);
      naive.evicted = Math.max(naive.evicted, naive.compacted);
      log.compactTo(index(naive.compacted));
      return;
    case 'restore': {
      const at = Math.max(naive.commit, last) + 1 + (a % 3);
      log.restore({ index: index(at), term: term(lastTerm) });
      log.appliedTo(index(at));
      naive.entries = entriesOf(Array<number>(at).fill(lastTerm));
      naive.compacted = naive.commit = naive.applied = naive.handed = naive.durable = at;
      naive.evicted = at;
      return;
    }
  }
}

function bytesInMemory({ entries, compacted, evicted }: Naive): number {
  const headers = ENTRY_HEADER_BYTES * (evicted - compacted);
  return entries.slice(evicted).reduce((sum, each) => sum + recordBytes(each), headers);
}

function compare(t: ExecutionContext, log: RaftLog, naive: Naive): void {
  const { entries, compacted, commit, applied, handed, durable, evicted } = naive;
  const marks: Record<string, number> = {
    first: log.firstIndex,
    last: log.lastIndex,
    lastTerm: log.lastTerm,
    commit: log.commitIndex,
    applied: log.appliedIndex,
    handed: log.handedIndex,
    durable: log.durableIndex,
    applicable: log.applicableIndex,
    evicted: log.evictedIndex,
    bytes: log.bytes,
  };
  t.deepEqual(marks, {
    first: compacted + 1,
    last: entries.length,
    lastTerm: termOf(entries, entries.length) ?? 0,
    commit,
    applied,
    handed,
    durable,
    applicable: Math.min(commit, durable),
    evicted,
    bytes: bytesInMemory(naive),
  });
  for (let at = 0; at <= entries.length + 1; at++) {
    const known: number | undefined = log.termAt(index(at));
    t.is(known, at < compacted ? undefined : termOf(entries, at), `term at ${at}`);
  }
  for (const known of entries.slice(evicted)) {
    t.is(log.entryAt(known.index), known);
  }
  const lost = entries.slice(compacted, evicted);
  for (const known of lost) {
    t.deepEqual(log.slice(known.index, 1000), [], `entry ${known.index} is not in memory`);
  }
}

/** Index 0 has term 0 in every log. */
function termOf(entries: readonly Entry[], at: number): number | undefined {
  return at === 0 ? 0 : entries[at - 1]?.term;
}

test('agreedAtMost is the highest index at or below both bounds, or what is compacted', (t) => {
  const anyTerms = fc
    .array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 })
    .map((steps) => steps.map((_, i) => 1 + steps.slice(0, i + 1).reduce((a, b) => a + b, 0)));
  fc.assert(
    fc.property(anyTerms, fc.nat(15), fc.nat(20), (terms, at, bound) => {
      const log = new RaftLog();
      log.append(entriesOf(terms));
      let slow = 0;
      for (let i = 1; i <= Math.min(at, terms.length); i++) {
        slow = (terms[i - 1] as number) <= bound ? i : slow;
      }
      t.is(log.agreedAtMost(index(at), term(bound)), index(slow));
    }),
  );
});

test('evicted entries are sliced like others once they are read back, and from nowhere else', (t) => {
  const log = new RaftLog();
  const all = [1, 2, 3, 4].map((at) => entry(at, 1, 75));
  log.append(all);
  log.handOver();
  log.durableTo({ index: index(4), term: term(1) });
  log.commitTo(index(4));
  log.appliedTo(index(4));
  log.evict(0);
  t.is(log.bytes, 4 * ENTRY_HEADER_BYTES);
  t.true(log.reload(all.slice(1)));
  t.deepEqual(log.slice(index(1), 1000), []);
  t.deepEqual(log.slice(index(2), 200), all.slice(1, 3));
  t.deepEqual(log.slice(index(4), 1), all.slice(3));
  // What was compacted while it was read is of no use, and no harm.
  log.compactTo(index(3));
  t.true(log.reload(all));
  t.deepEqual(log.slice(index(4), 1000), all.slice(3));
});

test('an entry of other bytes than the evicted one is not taken for it', (t) => {
  const log = new RaftLog();
  log.append([sealedEntry(1, 1, 'command', Uint8Array.of(1, 2, 3))]);
  log.handOver();
  log.durableTo({ index: index(1), term: term(1) });
  log.commitTo(index(1));
  log.appliedTo(index(1));
  log.evict(0);
  t.false(log.reload([sealedEntry(1, 1, 'command', Uint8Array.of(1, 2, 4))]));
  t.true(log.reload([sealedEntry(1, 1, 'command', Uint8Array.of(1, 2, 3))]));
});

test('a slice holds as many entries as fit, and one where none would fit', (t) => {
  const log = new RaftLog();
  log.append([entry(1, 1, 75), entry(2, 1, 75), entry(3, 1, 75)]);
  const lengths = [1, 100, 199, 200, 300].map((bytes) => log.slice(index(1), bytes).length);
  t.deepEqual(lengths, [1, 1, 1, 2, 3]);
  t.deepEqual(log.slice(index(4), 1000), []);
});

test('entries behind those a leader sends stay where there is no conflict (Figure 2)', (t) => {
  const log = new RaftLog();
  log.append(entriesOf([1, 1, 2]));
  log.merge(entriesOf([1, 1]));
  t.is(log.lastIndex, index(3));
});

test('a candidate is up to date by its last term first, then by its length (§5.4.1)', (t) => {
  const log = new RaftLog();
  log.append(entriesOf([1, 2, 2]));
  const asks = [
    { index: 9, term: 1, isUpToDate: false },
    { index: 2, term: 2, isUpToDate: false },
    { index: 3, term: 2, isUpToDate: true },
    { index: 4, term: 2, isUpToDate: true },
    { index: 1, term: 3, isUpToDate: true },
  ];
  for (const ask of asks) {
    const candidate = { index: index(ask.index), term: term(ask.term) };
    t.is(log.isUpToDate(candidate), ask.isUpToDate, JSON.stringify(ask));
  }
});

test('a log refuses what would break a promise', (t) => {
  const refused = (what: string, act: (log: RaftLog) => void) => {
    const log = RaftLog.recovered({
      compacted: { index: index(0), term: term(0) },
      entries: entriesOf([1, 1, 1, 2]),
      commitIndex: index(3),
      snapshotIndex: index(2),
    });
    t.throws(() => act(log), { instanceOf: InvariantError }, what);
  };
  refused('a gap', (log) => log.append([entry(6, 2)]));
  refused('a falling term', (log) => log.append([entry(5, 1)]));
  refused('a commit index that falls', (log) => log.commitTo(index(2)));
  refused('a commit index past the end', (log) => log.commitTo(index(5)));
  refused('an applied index past the commit index', (log) => log.appliedTo(index(4)));
  refused('an applied index that falls', (log) => log.appliedTo(index(1)));
  refused('a committed entry replaced', (log) => log.merge([entry(3, 3)]));
  refused('compaction of what is not applied', (log) => log.compactTo(index(3)));
  refused('a snapshot from before the commit index', (log) =>
    log.restore({ index: index(3), term: term(1) }),
  );
  refused('durability of what storage never got', (log) => {
    log.append([entry(5, 2)]);
    log.durableTo({ index: index(5), term: term(2) });
  });
});
