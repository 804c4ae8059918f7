import { present } from '../../src/base/invariant.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { leaseMicros } from '../../src/raft/lease.ts';
import { PPM } from '../base/keyed-random.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { pause, resume } from '../faults/pauses.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm, calmAndIdle } from './calm.ts';
import { beginRead, movesTo, readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { haveLeaders, leaderHost, leads, must, SECOND, untilTold } from './steps.ts';

/** Whether a deposed leader still takes itself for one depends on how soon the others elect another. */
const ROUNDS = { needed: 2, max: 40 } as const;
const ROUNDS_BEYOND = 12;
/** Several rounds of heartbeats: the leader has a lease after them. */
const SETTLE_MICROS = 2 * SECOND;
const LEASE = { consistency: 'lease' } as const;

/** The first node's clock is slow by `driftPpm`, the others' are fast by as much. */
export function withClocks(
  config: SimConfig,
  driftPpm: number,
  boundPpm: number,
  nodes = 3,
): SimConfig {
  const calmed = calm(config);
  return {
    ...calmed,
    nodes,
    groups: 1,
    fixedDriftPpm: Array.from({ length: nodes }, (_, i) => (i === 0 ? -driftPpm : driftPpm)),
    tuning: {
      ...calmed.tuning,
      tickMicros: 50_000,
      heartbeatTicks: 1,
      requestTimeoutTicks: 40,
      // A new leader must be quick to acknowledge: the deposed one is asked while its lease runs.
      appendBytesMax: 65_536,
      applyBytesMax: 65_536,
      syncMode: { kind: 'fdatasync' },
      leaseReads: true,
      clockDriftPpmMax: boundPpm,
    },
    faults: { ...calmed.faults, driftPpmMax: driftPpm },
  };
}

export const leaseWithinDriftScenario: Scenario = {
  name: 'lease-within-drift',
  origin: '–',
  summary:
    'a leader with the slowest clock allowed is cut off, and asked by its lease: never stale',
  configure: (config) => withClocks(calmAndIdle(config), 200_000, 200_000),
  *script(simulation) {
    const untold = 'no deposed leader was asked within an election timeout by its clock';
    yield* untilTold(simulation, ROUNDS, (round) => askDeposedLeader(simulation, round), untold);
  },
};

export const leaseBeyondDriftScenario: Scenario = {
  name: 'lease-beyond-drift',
  origin: '–',
  summary: 'the same with clocks worse than leases allow for: expected to fail with a stale read',
  configure: (config) => withClocks(config, 600_000, 1000),
  *script(simulation) {
    for (let round = 1; round <= ROUNDS_BEYOND; round++) {
      yield* haveLeaders(simulation);
      yield* askDeposedLeader(simulation, round);
    }
  },
  ending: 'linearizability',
};

/** Returns whether the deposed leader was asked within a whole election timeout by its own clock. */
function* askDeposedLeader(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  const slow = present(world.machines[0], 'a cluster has machines');
  yield* movesTo(simulation, slow);
  yield* sleep(SETTLE_MICROS);
  yield* writeAt(simulation, slow, `before:${round}`);
  yield* readAt(simulation, slow, LEASE);
  const others = world.machines.filter((host) => host !== slow);
  const cut = between([slow], others);
  partition(cluster, cut, false);
  const cutMicros = world.nowMicros;
  yield* haveLeaders(simulation, others);
  yield* writeAt(simulation, leaderAmong(simulation, others), `after:${round}`);
  const isEarly = world.nowMicros - cutMicros < wholeTimeoutMicros(world.config);
  const isLeading = leads(slow);
  yield* readAt(simulation, slow, LEASE);
  mend(cluster, cut);
  return isLeading && isEarly;
}

/** What an election timeout is by a clock that is as slow as any, without the tick under way. */
function wholeTimeoutMicros({ tuning, faults }: SimConfig): number {
  const { tickMicros, electionTicks } = tuning;
  return ((electionTicks - 1) * tickMicros * PPM) / (PPM - faults.driftPpmMax);
}

export const leasePauseScenario: Scenario = {
  name: 'lease-pause',
  origin: '12.14',
  summary: 'a leader stands still for 1.5 times its lease and longer, with reads waiting for it',
  configure: (config) => {
    const calmed = withClocks(config, 0, 1000);
    return {
      ...calmed,
      fixedDriftPpm: [],
      workload: { ...calmed.workload, leaseReads: 1_000_000 },
    };
  },
  *script(simulation) {
    const { tuning } = simulation.world.config;
    for (const isLong of [false, true]) {
      yield* haveLeaders(simulation);
      yield* sleep(SETTLE_MICROS);
      yield* standStill(simulation, Math.ceil(1.5 * leaseMicros(tuning)), isLong);
    }
  },
};

/** @param isLong - it goes on only when another leader has acknowledged a write. */
function* standStill(simulation: Simulation, micros: number, isLong: boolean): Script {
  const { cluster, world } = simulation;
  const leader = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== leader);
  let answer: Outcome | null = null;
  yield* writeAt(simulation, leader, `before:${isLong}`);
  pause(cluster, leader);
  // Nor does it hear of anybody else when it wakes: only its clock can tell it that time has passed.
  const cut = between([leader], others);
  partition(cluster, cut, false);
  yield* sleep(micros);
  if (isLong) {
    yield* haveLeaders(simulation, others);
    yield* writeAt(simulation, leaderAmong(simulation, others), 'meanwhile');
  }
  // It waits in the inbox of the process that stands still.
  beginRead(
    simulation,
    leader,
    (outcome) => {
      answer = outcome;
    },
    LEASE,
  );
  yield* sleep(SECOND / 100);
  resume(cluster, leader);
  yield* must(() => answer !== null, 'the read must have an outcome');
  mend(cluster, cut);
}

function leaderAmong({ cluster }: Simulation, hosts: readonly SimHost[]): SimHost {
  const [group] = cluster.groups;
  const leader = group === undefined ? undefined : cluster.leaderReplica(group)?.host;
  return leader !== undefined && hosts.includes(leader) ? leader : (hosts[0] as SimHost);
}
