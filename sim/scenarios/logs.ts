import type { GroupId, LogIndex, Term } from '../../src/base/ids.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Simulation } from '../run/simulation.ts';
import type { SimHost } from '../world/sim-host.ts';

/** The log of the replica on `host`; undefined while there is none, or its node is down. */
export function logOf({ node }: SimHost, group: GroupId): RaftLog | undefined {
  return node?.replicas.get(group)?.raft.state.log;
}

/** The log of whoever leads `group`; undefined while nobody does. */
export function leaderLog({ cluster }: Simulation, group: GroupId): RaftLog | undefined {
  return cluster.leaderReplica(group)?.replica.raft.state.log;
}

/** Where the log on `host` ends; this, as each of the next three, is 0 where there is none. */
export function lastIndexOf(host: SimHost, group: GroupId): number {
  return logOf(host, group)?.lastIndex ?? 0;
}

export function lastTermOf(host: SimHost, group: GroupId): number {
  return logOf(host, group)?.lastTerm ?? 0;
}

export function durableIndexOf(host: SimHost, group: GroupId): number {
  return logOf(host, group)?.durableIndex ?? 0;
}

export function commitIndexOf(host: SimHost, group: GroupId): number {
  return logOf(host, group)?.commitIndex ?? 0;
}

/** The term at `index` in the log on `host`; undefined when it is compacted, past the end, or there is no log. */
export function termAt(host: SimHost, group: GroupId, index: number): Term | undefined {
  return logOf(host, group)?.termAt(index as LogIndex);
}

/** Whether the entry after `index` is compacted in `log`: whoever ends at `index` needs a snapshot. */
export function isCompactedBeyond(log: RaftLog | undefined, index: number): boolean {
  return log !== undefined && log.firstIndex > index + 1;
}

/** Whether the replica on `host` holds no entry: its snapshot covers everything. */
export function isPurged(host: SimHost, group: GroupId): boolean {
  const log = logOf(host, group);
  return log !== undefined && log.lastIndex > 0 && log.firstIndex > log.lastIndex;
}
