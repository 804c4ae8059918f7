import type { Operator } from '../workload/operator.ts';
import type { Cluster } from '../world/cluster.ts';
import { runScript, type Script, until } from '../world/script.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

/** Longest time for which a leader is watched until it has nothing to do. */
const IDLE_MICROS = 2_000_000;

/**
 * Asks leaders for a snapshot when they are idle. With a `compactionOverhead` of 0 nothing is left of
 * their log then, and who comes later finds no entry before its own.
 */
export function forcedSnapshots(cluster: Cluster, operator: Operator): FaultClock {
  const { world } = cluster;
  const { snapshotMicros } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.snapshot, snapshotMicros, (choose) => {
    runScript(world, snapshotOnce(cluster, operator, choose));
  });
}

function* snapshotOnce(cluster: Cluster, operator: Operator, choose: Choose): Script {
  const { world } = cluster;
  const group = choose.oneOf(cluster.groups);
  if (group === undefined) {
    return;
  }
  world.noteFault(FAULT_CODES.snapshot, group);
  const isIdle = () => {
    const replica = cluster.leaderReplica(group)?.replica;
    return (
      replica !== undefined && replica.machine.appliedIndex === replica.raft.state.log.lastIndex
    );
  };
  const leader = (yield* until(isIdle, IDLE_MICROS)) ? cluster.leaderReplica(group) : undefined;
  if (leader !== undefined) {
    const { kind } = yield* operator.snapshot(group, leader.host.id);
    world.counts.faults.forcedSnapshot += kind === 'done' ? 1 : 0;
  }
}
