import type { ExecutionContext } from 'ava';
import { InvariantError } from '../../../src/base/invariant.ts';
import type { RaftLog } from '../../../src/raft/log.ts';
import { index, term } from '../../branded.ts';
import { entriesIn, fromEntries, logOf, type TableEntry, toEntries } from './table.ts';

/** The first entry that a merge changes; 0 when everything was there. */
export function checkFindConflict(
  t: ExecutionContext,
  one: {
    readonly log: readonly TableEntry[];
    readonly ents: readonly TableEntry[];
    readonly expected: number;
  },
): void {
  const log = logOf(one.log);
  mergeAsFarAsPossible(t, log, one.ents);
  const changedAt =
    log.handedIndex < one.log.length ? log.handedIndex + 1 : log.handOver()[0]?.index;
  t.is(changedAt ?? 0, one.expected);
}

/** Some tables hold entries whose terms fall, which no log can: those are refused where they begin. */
function mergeAsFarAsPossible(
  t: ExecutionContext,
  log: RaftLog,
  ents: readonly TableEntry[],
): void {
  try {
    log.merge(toEntries(ents));
  } catch (error) {
    t.true(error instanceof InvariantError && /terms never fall/.test(error.message), `${error}`);
  }
}

export function checkLogAppend(
  t: ExecutionContext,
  one: {
    readonly log: readonly TableEntry[];
    readonly ents: readonly TableEntry[];
    readonly expectedLastIndex: number;
    readonly expectedLog: readonly TableEntry[];
    readonly firstUnstableIndex: number;
  },
): void {
  const log = logOf(one.log);
  log.merge(toEntries(one.ents));
  t.is(log.lastIndex, index(one.expectedLastIndex));
  t.deepEqual(fromEntries(entriesIn(log)), one.expectedLog as TableEntry[]);
  t.is(log.handedIndex + 1, one.firstUnstableIndex);
}

export function checkIsUpToDate(
  t: ExecutionContext,
  one: {
    readonly log: readonly TableEntry[];
    readonly candidateLastIndex: number;
    readonly candidateLastTerm: number;
    readonly expected: boolean;
  },
): void {
  const { candidateLastIndex, candidateLastTerm } = one;
  const candidate = { index: index(candidateLastIndex), term: term(candidateLastTerm) };
  t.is(logOf(one.log).isUpToDate(candidate), one.expected);
}
