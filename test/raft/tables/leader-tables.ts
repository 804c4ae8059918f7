import type { ExecutionContext } from 'ava';
import { present } from '../../../src/base/invariant.ts';
import { RaftLog } from '../../../src/raft/log.ts';
import type { AppendResponse, Message } from '../../../src/raft/message.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { index, node, term } from '../../branded.ts';
import { Group } from '../group.ts';
import { acknowledge, draftOf, leader, persistAll, replica, sentOf } from '../replica.ts';
import { dataOf, entriesIn, fromEntries, type TableEntry, toEntries } from './table.ts';

const PLAIN = { preVote: false, checkQuorum: false };

export function checkLeaderCommitPreceding(
  t: ExecutionContext,
  one: {
    readonly log: readonly TableEntry[];
    readonly termBefore: number;
    readonly expectedCommitted: readonly TableEntry[];
  },
): void {
  const raft = leader({ entries: toEntries(one.log), term: one.termBefore });
  const [draft] = toEntries([{ index: 1, term: 1, data: 'some data' }]);
  raft.proposeCommand(present(draft, 'there is a draft'));
  persistAll(raft);
  const { log } = raft.state;
  for (const peer of [2, 3]) {
    acknowledge(raft, peer, log.lastIndex);
  }
  const applicable = entriesIn(log).filter((entry) => entry.index <= log.applicableIndex);
  t.deepEqual(
    applicable.map((entry) => ({ index: entry.index, term: entry.term, data: dataOf(entry) })),
    one.expectedCommitted.map((entry) => ({
      index: index(entry.index),
      term: term(entry.term),
      data: entry.data ?? null,
    })),
  );
}

/** The leader brings a follower with any of the six logs of Raft Figure 7 to its own. */
export function checkFigure7(
  t: ExecutionContext,
  one: { readonly leaderLog: readonly TableEntry[]; readonly followerLog: readonly TableEntry[] },
): void {
  const voters = [1, 2, 3];
  const group = new Group(0);
  const leaderEntries = toEntries(one.leaderLog);
  const commit = leaderEntries.length;
  group.add({ id: 1, voters, entries: leaderEntries, commit, term: 8, options: PLAIN });
  group.add({ id: 2, voters, entries: toEntries(one.followerLog), term: 7, options: PLAIN });
  group.add({ id: 3, voters, term: 7, options: PLAIN });
  const isVote = ({ kind }: Message) => kind === 'voteRequest' || kind === 'voteResponse';
  group.isLost = (message) => (message.from === 3 || message.to === 3) && !isVote(message);
  const elected = group.elect(1);
  t.is(elected.state.term, term(9));
  elected.proposeCommand(draftOf());
  group.settle();
  const [mine, theirs] = [1, 2].map((id) => fromEntries(entriesIn(group.raft(id).state.log)));
  t.deepEqual(theirs, mine);
  t.deepEqual(
    mine?.slice(-3).map((entry) => entry.term),
    [6, 9, 9],
  );
}

export function checkFastLogRejection(
  t: ExecutionContext,
  one: {
    readonly leaderLog: readonly TableEntry[];
    readonly followerLog: readonly TableEntry[];
    readonly followerCompactedThrough: number;
    readonly rejectHintTerm: number;
    readonly rejectHintIndex: number;
    readonly nextPrevTerm: number;
    readonly nextPrevIndex: number;
  },
): void {
  const before = Math.max(...[...one.leaderLog, ...one.followerLog].map((entry) => entry.term));
  const raft = leader({ entries: toEntries(one.leaderLog), term: before });
  const first = appendTo2(raft);
  const hint = hintOf(one, first);
  const refusal: AppendResponse = {
    kind: 'appendResponse',
    from: node(2),
    to: node(1),
    term: raft.state.term,
    rejected: true,
    index: first.prevIndex,
    hintIndex: hint.index,
    hintTerm: hint.term,
  };
  t.is(refusal.hintIndex, index(one.rejectHintIndex));
  t.is(refusal.hintTerm, term(one.rejectHintTerm));
  raft.step(refusal);
  const next = appendTo2(raft);
  t.is(next.prevIndex, index(one.nextPrevIndex));
  t.is(next.prevTerm, term(one.nextPrevTerm));
}

type FirstAppend = Extract<Message, { kind: 'append' }>;

function appendTo2(raft: Raft): FirstAppend {
  const sent = sentOf(persistAll(raft), 'append').find(({ to }) => to === node(2));
  return present(sent, 'an append was sent');
}

/**
 * What the follower answers. No replica here compacts what it did not commit, as one of the table's
 * has done; of such a follower only the log is asked.
 */
function hintOf(
  one: { readonly followerLog: readonly TableEntry[]; readonly followerCompactedThrough: number },
  first: FirstAppend,
): { index: ReturnType<typeof index>; term: ReturnType<typeof term> } {
  const through = one.followerCompactedThrough;
  if (through > 0) {
    const compacted = present(one.followerLog[through - 1], 'what is compacted was there');
    const log = new RaftLog({ index: index(through), term: term(compacted.term) });
    log.append(toEntries(one.followerLog.slice(through)));
    const at = log.agreedAtMost(first.prevIndex, first.prevTerm);
    return { index: at, term: log.termAt(at) ?? term(0) };
  }
  const follower = replica({ id: 2, entries: toEntries(one.followerLog) });
  follower.step(first);
  const [answer] = sentOf(persistAll(follower), 'appendResponse');
  return { index: answer?.hintIndex ?? index(0), term: answer?.hintTerm ?? term(0) };
}
