import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import { type Choose, FAULT_CODES, FaultClock } from './fault-clock.ts';

const SECOND = 1_000_000;

/**
 * Ends nodes at any moment, some with the power of their machine, some all at once; and starts them
 * again after anything from a moment to long enough that only a snapshot helps.
 */
export function crashes(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { faults } = world.config;
  return new FaultClock(world, FAULT_CODES.crash, faults.crashMicros, (choose) => {
    const up = world.upHosts;
    const victim = choose.oneOf(up);
    const powerLoss = choose.chance(faults.powerLoss);
    const victims = choose.chance(faults.wholeCluster) ? up : victim === undefined ? [] : [victim];
    for (const host of victims) {
      crash(cluster, host, powerLoss);
      restartLater(cluster, host, downtimeMicros(cluster, choose));
    }
  });
}

export function crash(cluster: Cluster, host: SimHost, powerLoss: boolean): void {
  const { world } = cluster;
  world.counts.faults.crash++;
  world.noteFault(FAULT_CODES.crash, host.ordinal);
  world.crash(host, powerLoss);
}

export function restart(cluster: Cluster, host: SimHost): void {
  const { world } = cluster;
  if (host.state === 'down' && !cluster.retired.has(host)) {
    world.counts.faults.restart++;
    world.noteFault(FAULT_CODES.restart, host.ordinal);
    world.start(host);
  }
}

function restartLater(cluster: Cluster, host: SimHost, afterMicros: number): void {
  const { world } = cluster;
  const { incarnation } = host;
  world.at(world.nowMicros + afterMicros, () => {
    if (host.incarnation === incarnation) {
      restart(cluster, host);
    }
  });
}

/** Half of them around an election timeout, a third of them long. */
function downtimeMicros(cluster: Cluster, choose: Choose): number {
  const { tickMicros, electionTicks } = cluster.world.config.tuning;
  const timeoutMicros = tickMicros * electionTicks;
  return choose.below(3) === 0
    ? choose.between(5 * SECOND, 15 * SECOND)
    : choose.between(Math.floor(timeoutMicros / 2), 2 * timeoutMicros);
}
