import { abandonedBatchCounts } from './abandoned-batch-counts.ts';
import { ackBeforeFsync } from './ack-before-fsync.ts';
import { applyBeforeCommit } from './apply-before-commit.ts';
import { asyncAppendAba } from './async-append-aba.ts';
import { batchOfOne } from './batch-of-one.ts';
import { canary } from './canary.ts';
import { candidateNoStepdown } from './candidate-no-stepdown.ts';
import { coalescedHeartbeatMixup } from './coalesced-heartbeat-mixup.ts';
import { commitBookkeepingUnsorted } from './commit-bookkeeping-unsorted.ts';
import { commitMinLeaderLastlog } from './commit-min-leader-lastlog.ts';
import { commitNotMonotonic } from './commit-not-monotonic.ts';
import { commitPriorTerm } from './commit-prior-term.ts';
import { commitScanStops } from './commit-scan-stops.ts';
import { compactBeforeSnapshotDurable } from './compact-before-snapshot-durable.ts';
import { configOnAppend } from './config-on-append.ts';
import { configurationNotAdopted } from './configuration-not-adopted.ts';
import { corruptTailTruncated } from './corrupt-tail-truncated.ts';
import { doubleVoteOneTerm } from './double-vote-one-term.ts';
import { duplicateVoteCounted } from './duplicate-vote-counted.ts';
import { emptyAppendInsteadOfSnapshot } from './empty-append-instead-of-snapshot.ts';
import { evenQuorumOffByOne } from './even-quorum-off-by-one.ts';
import { followerReadUnapplied } from './follower-read-unapplied.ts';
import { fsyncErrorRetried } from './fsync-error-retried.ts';
import { heartbeatCommitsUnmatched } from './heartbeat-commits-unmatched.ts';
import { jointAutoleaveRepeats } from './joint-autoleave-repeats.ts';
import { jointLostOnRestore } from './joint-lost-on-restore.ts';
import { leaderAckBeforePersist } from './leader-ack-before-persist.ts';
import { learnerRefusesVote } from './learner-refuses-vote.ts';
import { leaseIgnoresDrift } from './lease-ignores-drift.ts';
import { leaseSurvivesTransfer } from './lease-survives-transfer.ts';
import { loadedNodesWrongKey } from './loaded-nodes-wrong-key.ts';
import { localLeaderRead } from './local-leader-read.ts';
import { logUptodateWrongOrder } from './log-uptodate-wrong-order.ts';
import { matchRegress } from './match-regress.ts';
import type { Mutant } from './mutant.ts';
import { nextLeMatch } from './next-le-match.ts';
import { noCheckQuorum } from './no-check-quorum.ts';
import { noPrevote } from './no-prevote.ts';
import { nonmemberVotes } from './nonmember-votes.ts';
import { nonvoterCampaigns } from './nonvoter-campaigns.ts';
import { pausedNodeServes } from './paused-node-serves.ts';
import { prevoteCountedAsVote } from './prevote-counted-as-vote.ts';
import { prevoteResetsVote } from './prevote-resets-vote.ts';
import { prevoteTermFreeze } from './prevote-term-freeze.ts';
import { purgedPrevIsConflict } from './purged-prev-is-conflict.ts';
import { putCalledInvalid } from './put-called-invalid.ts';
import { quorumCountsNonvoters } from './quorum-counts-nonvoters.ts';
import { readindexBeforeNoop } from './readindex-before-noop.ts';
import { readindexCtxReuse } from './readindex-ctx-reuse.ts';
import { rejoinWipedSameId } from './rejoin-wiped-same-id.ts';
import { removedLeaderCountsSelf } from './removed-leader-counts-self.ts';
import { removedLeaderNeverStepsDown } from './removed-leader-never-steps-down.ts';
import { renameNotSynced } from './rename-not-synced.ts';
import { resendStorms } from './resend-storms.ts';
import { sessionRepeatsApplied } from './session-repeats-applied.ts';
import { sharedWalGc } from './shared-wal-gc.ts';
import { singleNodeAckBeforePersist } from './single-node-ack-before-persist.ts';
import { singleStepNoNoop } from './single-step-no-noop.ts';
import { snapshotApplyRace } from './snapshot-apply-race.ts';
import { snapshotEveryEntry } from './snapshot-every-entry.ts';
import { snapshotKeepsConflictingLog } from './snapshot-keeps-conflicting-log.ts';
import { snapshotWithoutSessions } from './snapshot-without-sessions.ts';
import { staleSnapshotRollback } from './stale-snapshot-rollback.ts';
import { staleVoteResponseCounted } from './stale-vote-response-counted.ts';
import { termNotPersisted } from './term-not-persisted.ts';
import { termRegressOnSnapshot } from './term-regress-on-snapshot.ts';
import { truncateThenAppendNonatomic } from './truncate-then-append-nonatomic.ts';
import { truncateWithoutConflict } from './truncate-without-conflict.ts';
import { twoConfigChangesInflight } from './two-config-changes-inflight.ts';
import { twoHeartbeatsPerTimeout } from './two-heartbeats-per-timeout.ts';
import { voteNotPersisted } from './vote-not-persisted.ts';
import { voteReplyBeforeFsync } from './vote-reply-before-fsync.ts';
import { voteWithoutLogCheck } from './vote-without-log-check.ts';
import { writeCalledAnswered } from './write-called-answered.ts';

/**
 * Known mistakes of consensus by tier and number, then habits that are none; which of them are found is
 * the simulator's score.
 */
export const MUTANTS: readonly Mutant[] = [
  canary,
  staleVoteResponseCounted,
  duplicateVoteCounted,
  logUptodateWrongOrder,
  candidateNoStepdown,
  evenQuorumOffByOne,
  commitNotMonotonic,
  matchRegress,
  truncateWithoutConflict,
  commitScanStops,
  nextLeMatch,
  localLeaderRead,
  followerReadUnapplied,
  applyBeforeCommit,
  loadedNodesWrongKey,
  heartbeatCommitsUnmatched,
  sessionRepeatsApplied,
  voteWithoutLogCheck,
  writeCalledAnswered,
  putCalledInvalid,
  voteNotPersisted,
  voteReplyBeforeFsync,
  doubleVoteOneTerm,
  prevoteCountedAsVote,
  prevoteResetsVote,
  termRegressOnSnapshot,
  quorumCountsNonvoters,
  commitMinLeaderLastlog,
  purgedPrevIsConflict,
  ackBeforeFsync,
  singleNodeAckBeforePersist,
  readindexBeforeNoop,
  leaseIgnoresDrift,
  leaseSurvivesTransfer,
  pausedNodeServes,
  twoConfigChangesInflight,
  removedLeaderCountsSelf,
  removedLeaderNeverStepsDown,
  nonvoterCampaigns,
  nonmemberVotes,
  jointAutoleaveRepeats,
  rejoinWipedSameId,
  snapshotWithoutSessions,
  emptyAppendInsteadOfSnapshot,
  staleSnapshotRollback,
  compactBeforeSnapshotDurable,
  corruptTailTruncated,
  sharedWalGc,
  coalescedHeartbeatMixup,
  configurationNotAdopted,
  leaderAckBeforePersist,
  renameNotSynced,
  termNotPersisted,
  commitPriorTerm,
  commitBookkeepingUnsorted,
  truncateThenAppendNonatomic,
  asyncAppendAba,
  readindexCtxReuse,
  singleStepNoNoop,
  configOnAppend,
  learnerRefusesVote,
  jointLostOnRestore,
  prevoteTermFreeze,
  snapshotApplyRace,
  snapshotKeepsConflictingLog,
  fsyncErrorRetried,
  abandonedBatchCounts,
  batchOfOne,
  noCheckQuorum,
  noPrevote,
  resendStorms,
  snapshotEveryEntry,
  twoHeartbeatsPerTimeout,
];

/** The mutant of this id; undefined when there is none. */
export function mutantOf(id: string): Mutant | undefined {
  return MUTANTS.find((mutant) => mutant.id === id);
}
