import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

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
    const victim = chooseVictim(cluster, up, choose);
    const powerLoss = choose.chance(faults.powerLoss);
    const victims = choose.chance(faults.wholeCluster) ? up : victim === undefined ? [] : [victim];
    for (const host of victims) {
      crash(cluster, host, powerLoss, choose);
      restartLater(cluster, host, downtimeMicros(cluster, choose));
    }
  });
}

/** Ends the node on `host`; without `choose` everything it had sent still arrives. */
export function crash(
  cluster: Cluster,
  host: SimHost,
  powerLoss: boolean,
  choose: Choose | null = null,
): void {
  const { world } = cluster;
  if (choose?.chance(world.config.faults.silencing) === true) {
    world.silence(host);
  }
  world.counts.faults.crash++;
  world.noteFault(FAULT_CODES.crash, host.ordinal);
  world.crash(host, powerLoss);
}

export function restart(cluster: Cluster, host: SimHost): void {
  const { world } = cluster;
  if (host.state === 'down' && !cluster.retired.has(host) && !cluster.frozen.has(host)) {
    world.counts.faults.restart++;
    world.noteFault(FAULT_CODES.restart, host.ordinal);
    cluster.changeRelease(host);
    world.start(host);
  }
}

export function restartLater(cluster: Cluster, host: SimHost, afterMicros: number): void {
  const { world } = cluster;
  const { incarnation } = host;
  world.at(world.nowMicros + afterMicros, () => {
    if (host.incarnation === incarnation) {
      restart(cluster, host);
    }
  });
}

/**
 * Some hardly noticeable, most for about as long as an election takes, some long enough to need a
 * snapshot.
 */
export function downtimeMicros(cluster: Cluster, choose: Choose): number {
  const { tuning, faults } = cluster.world.config;
  const timeoutMicros = tuning.tickMicros * tuning.electionTicks;
  if (choose.chance(faults.longOutage)) {
    return choose.between(5 * SECOND, 15 * SECOND);
  }
  return choose.below(3) === 0
    ? choose.between(0, Math.floor(timeoutMicros / 4))
    : choose.between(Math.floor(timeoutMicros / 2), 4 * timeoutMicros);
}

/** A leader half of the time: it is the one whose crash matters. */
function chooseVictim(
  cluster: Cluster,
  up: readonly SimHost[],
  choose: Choose,
): SimHost | undefined {
  const group = choose.oneOf(cluster.groups);
  const leader = group === undefined ? undefined : cluster.leaderReplica(group)?.host;
  return leader !== undefined && choose.below(2) === 0 ? choose.victim(leader) : choose.oneOf(up);
}
