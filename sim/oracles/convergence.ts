import type { GroupId } from '../../src/base/ids.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { participantsOf } from '../../src/kv/membership.ts';
import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { CommittedEntries } from './committed-entries.ts';

/** What keeps a group from having agreed; null when it has. */
export type Obstacle = {
  readonly words: string;
  /** null: of several groups, or of none in particular. */
  readonly group: GroupId | null;
} | null;

/**
 * Why the healed cluster has not converged yet: every group has a leader, and all its members have
 * applied everything that was ever committed, with equal content.
 *
 * @param isAsked - for whom this must hold; the others may be as they are.
 */
export function obstacleToConvergence(
  cluster: Cluster,
  committed: CommittedEntries,
  isAsked: (host: SimHost) => boolean = everybody,
): Obstacle {
  for (const group of cluster.groups) {
    const obstacle = obstacleOfGroup(cluster, committed, group, isAsked);
    if (obstacle !== null) {
      return { words: obstacle, group };
    }
  }
  return null;
}

function obstacleOfGroup(
  cluster: Cluster,
  committed: CommittedEntries,
  group: GroupId,
  isAsked: (host: SimHost) => boolean,
): string | null {
  const leader = cluster.leaderReplica(group, isAsked);
  if (leader === undefined) {
    return `group ${group} has no leader`;
  }
  const { lastIndex, commitIndex } = leader.replica.raft.state.log;
  if (commitIndex < committed.highest(group)) {
    return `the leader of group ${group} has committed ${commitIndex} of ${committed.highest(group)} entries`;
  }
  for (const member of participantsOf(leader.replica.machine.membership)) {
    const host = cluster.world.hosts.get(member.node);
    if (host !== undefined && !isAsked(host)) {
      continue;
    }
    const replica = host?.node?.replicas.get(group);
    const behind = obstacleOfReplica(replica, lastIndex);
    if (behind !== null) {
      return `member ${member.node} of group ${group} ${behind}`;
    }
    const isWitness = member.role === 'witness';
    if (!isWitness && replica?.machine.digest?.value !== leader.replica.machine.digest?.value) {
      return `member ${member.node} of group ${group} has another content than the leader`;
    }
  }
  return null;
}

function everybody(): boolean {
  return true;
}

function obstacleOfReplica(replica: Replica | undefined, lastIndex: number): string | null {
  if (replica === undefined || !replica.isRunning) {
    return 'does not run';
  }
  const { appliedIndex } = replica.machine;
  return appliedIndex === lastIndex ? null : `has applied ${appliedIndex} of ${lastIndex} entries`;
}
