import type { ExecutionContext } from 'ava';
import { onAppend } from '../../../src/raft/following.ts';
import type { Append } from '../../../src/raft/message.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { index, node, term } from '../../branded.ts';
import { persistAll, replica, sentOf } from '../replica.ts';
import { dataOf, type TableEntry, toEntries } from './table.ts';

interface TableAppend {
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly leaderCommit: number;
  readonly ents: readonly TableEntry[];
}

function appendOf(raft: Raft, { prevIndex, prevTerm, leaderCommit, ents, ...of }: TableAppend) {
  return {
    kind: 'append',
    from: node(2),
    to: raft.state.id,
    term: term(of.term),
    prevIndex: index(prevIndex),
    prevTerm: term(prevTerm),
    commitIndex: index(leaderCommit),
    entries: toEntries(ents),
  } satisfies Append;
}

export function checkHandleAppend(
  t: ExecutionContext,
  one: TableAppend & {
    readonly expectedLastIndex: number;
    readonly expectedCommit: number;
    readonly expectedReject: boolean;
  },
): void {
  const raft = replica({ terms: [1, 2] });
  // The table speaks of what comes behind the comparison of terms.
  onAppend(raft.state, appendOf(raft, one));
  t.is(raft.state.log.lastIndex, index(one.expectedLastIndex));
  t.is(raft.state.log.commitIndex, index(one.expectedCommit));
  t.is(sentOf(persistAll(raft), 'appendResponse')[0]?.rejected, one.expectedReject);
}

export function checkHandleHeartbeat(
  t: ExecutionContext,
  one: { readonly commit: number; readonly expectedCommit: number },
): void {
  const raft = replica({ voters: [1, 2], terms: [1, 2, 3], term: 2, commit: 2 });
  raft.step({
    kind: 'heartbeat',
    from: node(2),
    to: node(1),
    term: term(2),
    commitIndex: index(one.commit),
    readCounter: 0,
  });
  t.is(raft.state.log.commitIndex, index(one.expectedCommit));
}

export function checkFollowerCheckAppend(
  t: ExecutionContext,
  one: {
    readonly prevTerm: number;
    readonly prevIndex: number;
    readonly expectedIndex: number;
    readonly expectedReject: boolean;
    readonly rejectHintIndex: number;
    readonly rejectHintTerm: number;
  },
): void {
  const raft = replica({ terms: [1, 2], commit: 1 });
  raft.step(appendOf(raft, { ...one, term: 2, leaderCommit: 0, ents: [] }));
  const [answer] = sentOf(persistAll(raft), 'appendResponse');
  t.is(answer?.index, index(one.expectedIndex));
  t.is(answer?.rejected, one.expectedReject);
  t.is(answer?.hintIndex, index(one.rejectHintIndex));
  t.is(answer?.hintTerm, term(one.rejectHintTerm));
}

export function checkFollowerCommit(
  t: ExecutionContext,
  one: {
    readonly ents: readonly TableEntry[];
    readonly leaderCommit: number;
    readonly expectedApplied: readonly TableEntry[];
  },
): void {
  const raft = replica({ term: 1 });
  raft.step(appendOf(raft, { ...one, term: 1, prevIndex: 0, prevTerm: 0 }));
  persistAll(raft);
  const { log } = raft.state;
  const applicable = Array.from({ length: log.applicableIndex }, (_, i) =>
    log.entryAt(index(1 + i)),
  );
  t.deepEqual(
    applicable.map((entry) => ({ index: entry.index, term: entry.term, data: dataOf(entry) })),
    one.expectedApplied.map((entry) => ({
      index: index(entry.index),
      term: term(entry.term),
      data: entry.data ?? null,
    })),
  );
}
