import { votersOf } from '../../src/kv/membership.ts';
import type { Operator } from '../workload/operator.ts';
import type { Cluster } from '../world/cluster.ts';
import { runScript, type Script, until } from '../world/script.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

/** Asks leaders to hand over. */
export function transfers(cluster: Cluster, operator: Operator): FaultClock {
  const { world } = cluster;
  return new FaultClock(
    world,
    FAULT_CODES.transfer,
    world.config.faults.transferMicros,
    (choose) => {
      runScript(world, transferOnce(cluster, operator, choose));
    },
  );
}

function* transferOnce(cluster: Cluster, operator: Operator, choose: Choose): Script {
  const { world } = cluster;
  const group = choose.oneOf(cluster.groups);
  if (group === undefined) {
    return;
  }
  const leader = cluster.leaderOf(group);
  const others = votersOf(cluster.membership.latest(group)).filter((node) => node !== leader);
  const target = choose.oneOf(others);
  if (target === undefined) {
    return;
  }
  world.noteFault(FAULT_CODES.transfer, group);
  const transfer = { kind: 'transfer', group, target } as const;
  world.faultBegan(transfer, transfer);
  const outcome = yield* operator.transfer(group, target);
  const { tickMicros, electionTicks } = world.config.tuning;
  const isMoved = () => cluster.leaderOf(group) === target;
  const moved = outcome.kind === 'done' && (yield* until(isMoved, 2 * tickMicros * electionTicks));
  world.counts.faults.transfer += moved ? 1 : 0;
  world.faultEnded(transfer, moved);
}
