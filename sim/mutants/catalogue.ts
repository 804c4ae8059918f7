import { ackBeforeFsync } from './ack-before-fsync.ts';
import { applyBeforeCommit } from './apply-before-commit.ts';
import { canary } from './canary.ts';
import { commitPriorTerm } from './commit-prior-term.ts';
import { compactBeforeSnapshotDurable } from './compact-before-snapshot-durable.ts';
import { configurationNotAdopted } from './configuration-not-adopted.ts';
import { doubleVoteOneTerm } from './double-vote-one-term.ts';
import { duplicateVoteCounted } from './duplicate-vote-counted.ts';
import { evenQuorumOffByOne } from './even-quorum-off-by-one.ts';
import { groupMixedUp } from './group-mixed-up.ts';
import { heartbeatCommitsUnmatched } from './heartbeat-commits-unmatched.ts';
import { leaderAckBeforePersist } from './leader-ack-before-persist.ts';
import { localLeaderRead } from './local-leader-read.ts';
import { logUptodateWrongOrder } from './log-uptodate-wrong-order.ts';
import type { Mutant } from './mutant.ts';
import { nonvoterCampaigns } from './nonvoter-campaigns.ts';
import { prevoteTermFreeze } from './prevote-term-freeze.ts';
import { quorumCountsLearners } from './quorum-counts-learners.ts';
import { readBeforeNoop } from './read-before-noop.ts';
import { readJoinsSentRound } from './read-joins-sent-round.ts';
import { readUnapplied } from './read-unapplied.ts';
import { renameNotSynced } from './rename-not-synced.ts';
import { responseTermIgnored } from './response-term-ignored.ts';
import { sessionRepeatsApplied } from './session-repeats-applied.ts';
import { snapshotKeepsLog } from './snapshot-keeps-log.ts';
import { snapshotWithoutSessions } from './snapshot-without-sessions.ts';
import { staleVoteResponseCounted } from './stale-vote-response-counted.ts';
import { termNotPersisted } from './term-not-persisted.ts';
import { truncateWithoutConflict } from './truncate-without-conflict.ts';
import { voteNotPersisted } from './vote-not-persisted.ts';
import { voteReplyBeforeFsync } from './vote-reply-before-fsync.ts';
import { voteWithoutLogCheck } from './vote-without-log-check.ts';

/** Known mistakes of consensus, the easy ones first; which of them are found is the simulator's score. */
export const MUTANTS: readonly Mutant[] = [
  canary,
  applyBeforeCommit,
  groupMixedUp,
  heartbeatCommitsUnmatched,
  logUptodateWrongOrder,
  readUnapplied,
  sessionRepeatsApplied,
  truncateWithoutConflict,
  voteWithoutLogCheck,
  ackBeforeFsync,
  compactBeforeSnapshotDurable,
  configurationNotAdopted,
  doubleVoteOneTerm,
  duplicateVoteCounted,
  evenQuorumOffByOne,
  leaderAckBeforePersist,
  localLeaderRead,
  nonvoterCampaigns,
  quorumCountsLearners,
  readBeforeNoop,
  renameNotSynced,
  responseTermIgnored,
  snapshotKeepsLog,
  snapshotWithoutSessions,
  staleVoteResponseCounted,
  termNotPersisted,
  voteNotPersisted,
  voteReplyBeforeFsync,
  commitPriorTerm,
  prevoteTermFreeze,
  readJoinsSentRound,
];

/** The mutant of this id; undefined when there is none. */
export function mutantOf(id: string): Mutant | undefined {
  return MUTANTS.find((mutant) => mutant.id === id);
}
