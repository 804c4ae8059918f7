import type { GroupId } from '../../src/base/ids.ts';
import { votersOf } from '../../src/kv/membership.ts';
import { needsReplacement } from '../oracles/disk-excuse.ts';
import type { DurableLogs } from '../oracles/durable-logs.ts';
import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';

/**
 * Whether every group can do without what is on the disk of `host`. Raft does not survive the loss of
 * what a majority promised: a majority of each group's voters must be sound without it. And they must
 * know that they are the voters, even after all of them were started again: a change of members takes
 * effect when it is applied, and until then the ones before it decide.
 */
export function canDoWithout(
  host: SimHost,
  cluster: Cluster,
  durable: DurableLogs | null,
): boolean {
  return (
    durable !== null && cluster.groups.every((group) => hasMargin(host, group, cluster, durable))
  );
}

function hasMargin(host: SimHost, group: GroupId, cluster: Cluster, durable: DurableLogs): boolean {
  const membership = cluster.membership.latest(group);
  const voters = votersOf(membership);
  const sound = voters.filter((voter) => {
    const other = cluster.world.hosts.get(voter);
    return (
      other !== undefined &&
      other !== host &&
      !needsReplacement(other) &&
      durable.knowsCommit(voter, group, membership.changeId)
    );
  });
  return voters.includes(host.id) && sound.length * 2 > voters.length;
}
