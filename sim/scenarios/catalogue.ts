import { bridgeScenario } from './bridge.ts';
import { changedPeersScenario } from './changed-peers.ts';
import { coldStartScenario } from './cold-start.ts';
import { cutAtEachStepScenario } from './cut-at-each-step.ts';
import { damagedDisksScenario } from './damaged-disks.ts';
import { deafHandoverScenario } from './deaf-handover.ts';
import { deafNodeScenario } from './deaf-node.ts';
import { differingListsScenario } from './differing-lists.ts';
import { dyingLeadersScenario } from './dying-leaders.ts';
import { excludedNodesScenario } from './excluded-nodes.ts';
import { figure8Scenario } from './figure-8.ts';
import { groupsApartScenario } from './groups-apart.ts';
import { jointReplacementScenario } from './joint-replacement.ts';
import { laggingHeirScenario } from './lagging-heir.ts';
import { lateConfirmationScenario } from './late-confirmation.ts';
import { lateCopiesScenario } from './late-copies.ts';
import { lateMembersScenario } from './late-members.ts';
import { leadershipFlipsScenario } from './leadership-flips.ts';
import { learnerMinorityScenario } from './learner-minority.ts';
import { leaseBeyondDriftScenario, leasePauseScenario, leaseWithinDriftScenario } from './lease.ts';
import { longerLogScenario } from './longer-log.ts';
import { lostMajorityScenario } from './lost-majority.ts';
import { lostMarkScenario } from './lost-mark.ts';
import { membershipRulesScenario } from './membership-rules.ts';
import { minorityReadsScenario } from './minority-reads.ts';
import { bareMajorityScenario, cutBeforeSyncScenario } from './outages.ts';
import { partialJoinScenario } from './partial-join.ts';
import { partitionScenario } from './partition.ts';
import { poisonCommandScenario } from './poison-command.ts';
import { preVoteFreezeScenario } from './pre-vote-freeze.ts';
import { purgedLogScenario } from './purged-log.ts';
import { quorumLossImportScenario } from './quorum-loss-import.ts';
import { readsDuringInstallScenario } from './reads-during-install.ts';
import { rejoinDeletedNodeScenario } from './rejoin-deleted-node.ts';
import { removedLeaderScenario } from './removed-leader.ts';
import { repeatedRequestsScenario } from './repeated-requests.ts';
import { replacedWhileWrittenScenario } from './replaced-while-written.ts';
import { restartScenario } from './restart.ts';
import { oneAddOneRemoveScenario, twoAddsScenario, twoRemovesScenario } from './rival-changes.ts';
import type { Scenario } from './scenario.ts';
import { snapshotAtLastIndexScenario } from './snapshot-at-last-index.ts';
import { snapshotCatchUpScenario } from './snapshot-catch-up.ts';
import { startCombinationsScenario } from './start-combinations.ts';
import { swizzleClogScenario } from './swizzle-clog.ts';
import { termAheadScenario } from './term-ahead.ts';
import { unawareVoterScenario } from './unaware-voter.ts';
import { unheardCommitScenario } from './unheard-commit.ts';
import { waitingGroupScenario } from './waiting-group.ts';
import { wipedVoterScenario } from './wiped-voter.ts';
import { witnessScenario } from './witness.ts';
import { wrongNodeScenario } from './wrong-node.ts';

/** Every scenario by its name. */
export const SCENARIOS: readonly Scenario[] = [
  partitionScenario,
  restartScenario,
  snapshotCatchUpScenario,
  figure8Scenario,
  rejoinDeletedNodeScenario,
  quorumLossImportScenario,
  bridgeScenario,
  minorityReadsScenario,
  preVoteFreezeScenario,
  leaseWithinDriftScenario,
  leaseBeyondDriftScenario,
  leasePauseScenario,
  oneAddOneRemoveScenario,
  twoAddsScenario,
  twoRemovesScenario,
  purgedLogScenario,
  unawareVoterScenario,
  jointReplacementScenario,
  wipedVoterScenario,
  changedPeersScenario,
  differingListsScenario,
  bareMajorityScenario,
  cutBeforeSyncScenario,
  witnessScenario,
  deafNodeScenario,
  swizzleClogScenario,
  coldStartScenario,
  lostMajorityScenario,
  snapshotAtLastIndexScenario,
  cutAtEachStepScenario,
  lateMembersScenario,
  leadershipFlipsScenario,
  startCombinationsScenario,
  termAheadScenario,
  membershipRulesScenario,
  partialJoinScenario,
  poisonCommandScenario,
  readsDuringInstallScenario,
  repeatedRequestsScenario,
  wrongNodeScenario,
  waitingGroupScenario,
  unheardCommitScenario,
  deafHandoverScenario,
  lateConfirmationScenario,
  groupsApartScenario,
  laggingHeirScenario,
  longerLogScenario,
  removedLeaderScenario,
  learnerMinorityScenario,
  lateCopiesScenario,
  replacedWhileWrittenScenario,
  lostMarkScenario,
  damagedDisksScenario,
  excludedNodesScenario,
  dyingLeadersScenario,
];
