import { indexAfter, NO_NODE } from '../base/ids.ts';
import type { Membership } from '../kv/membership.ts';
import { changeMembership, type MembershipChange } from '../kv/membership-change.ts';
import { isWitness } from '../raft/configuration.ts';
import type { Replica } from './replica.ts';

/** A learner may lack this many entries and still be promoted. */
const LAG_ENTRIES_MAX = 100;

/**
 * Why a leader does not propose a change now, although the group would accept it; null when nothing
 * speaks against it. What the group would refuse is proposed: whoever asked is to hear why.
 */
export function refusalOfChange(replica: Replica, change: MembershipChange): string | null {
  if (!replica.raft.state.isLeader) {
    return null;
  }
  const { machine, raft } = replica;
  const outcome = changeMembership(
    machine.membership,
    change,
    indexAfter(raft.state.log.lastIndex),
  );
  if (outcome.kind === 'refused') {
    return null;
  }
  return (
    refusalOfPromotion(replica, change) ?? refusalToLeaveWitnesses(replica, outcome.membership)
  );
}

/**
 * A voter that has nothing cannot vote for anything: the group would be one failure closer to
 * standing still (raft.md item 36).
 */
function refusalOfPromotion(replica: Replica, change: MembershipChange): string | null {
  const { progress, log } = replica.raft.state;
  for (const step of change.changes) {
    if (step.kind === 'promote') {
      const matchIndex = progress.get(step.node)?.matchIndex ?? 0;
      const lag = log.lastIndex - matchIndex;
      if (matchIndex === 0 || lag > LAG_ENTRIES_MAX) {
        return `node ${step.node} lacks ${lag} entries, at most ${LAG_ENTRIES_MAX} are allowed`;
      }
    }
  }
  return null;
}

/**
 * A leader that leaves, and witnesses, may together be the only ones that have the change: then nobody
 * that has it may lead, and who may lead is refused for lacking it. So the leader hands over first.
 */
function refusalToLeaveWitnesses({ raft }: Replica, after: Membership): string | null {
  const { id, configuration } = raft.state;
  const { members, joint } = after;
  const hasWitness = members.some(({ node }) => isWitness(configuration, node));
  const stays = [...members, ...(joint?.outgoing ?? [])].some(
    ({ node, role }) => node === id && role === 'voter',
  );
  if (!hasWitness || stays) {
    return null;
  }
  raft.transferLeadership(NO_NODE);
  return 'the leader hands over first, because witnesses cannot take its place; ask again';
}
