import type { GroupId } from '../../src/base/ids.ts';
import { restart } from '../faults/crashes.ts';
import { freeze, thaw } from '../faults/freezing.ts';
import { resume } from '../faults/pauses.ts';
import { type Obstacle, obstacleToConvergence } from '../oracles/convergence.ts';
import { Violation } from '../oracles/violation.ts';
import type { SimClient } from '../workload/sim-client.ts';
import type { SimHost } from '../world/sim-host.ts';
import { ask } from './asking.ts';
import { chooseCore, whyUnrecoverable } from './healed-core.ts';
import type { Simulation } from './simulation.ts';

const SECOND = 1_000_000;
const LOOK_MICROS = SECOND / 5;
const SERVE_MICROS = 20 * SECOND;
/** Time for whoever was changing members when the faults ended: several steps, some of 20 seconds. */
const ACTIONS_MICROS = 60 * SECOND;
/** Writes, and reads, that the core must answer. */
const OPERATIONS = 10;
/** Election timeouts for which every leader of the core must stay. */
const STABLE_TIMEOUTS = 10;
/** Who leads where nobody does. */
const NOBODY = 'nobody';

/** What was asked of a part of the machines while the others stayed as they were. */
export interface CoreResult {
  readonly machines: number;
  readonly frozen: number;
  /** Why nothing was asked, or why what did not happen need not have, in words. */
  readonly excused: string | null;
}

/**
 * A random set of machines with a quorum of every group is healed, and the faults of all others stay.
 * The set must agree, keep its leaders, serve, and agree again: a fault that always heals hides what
 * an engine does not survive.
 *
 * @throws Violation of class `liveness`
 */
export function corePhase(simulation: Simulation): CoreResult {
  untilActionsEnd(simulation);
  const choose = simulation.coreChoices();
  const choice = chooseCore(simulation, choose);
  if (choice.kind === 'excused') {
    return { machines: 0, frozen: 0, excused: choice.because };
  }
  const { core, rest } = choice;
  const { cluster } = simulation;
  if (choose !== null) {
    freeze(cluster, rest, core, choose);
  }
  for (const host of core) {
    resume(cluster, host);
    restart(cluster, host);
  }
  simulation.liveness.mended('core');
  const obstacle =
    untilAwake(simulation) ??
    untilAgreed(simulation, core) ??
    untilStable(simulation, core) ??
    untilServed(simulation) ??
    untilAgreed(simulation, core);
  const excused = obstacle === null ? null : whyUnrecoverable(simulation, core);
  if (obstacle !== null && excused === null) {
    throw new Violation('core', 'liveness', notWhole(core, rest, obstacle.words), {
      group: obstacle.group,
    });
  }
  thaw(cluster);
  return { machines: core.length, frozen: rest.length, excused };
}

/** Reads alike for one and for many: numbers are no part of a failure's signature. */
function notWhole(core: readonly SimHost[], rest: readonly SimHost[], obstacle: string): string {
  const all = core.length + rest.length;
  const healed = core.map(({ ordinal }) => ordinal).join(', ');
  return `to heal ${core.length} of ${all} machines (${healed}), with a quorum of every group, was not enough while the rest stayed as it was: ${obstacle}`;
}

/** Looks until nothing is in the way; what still is when time is up. */
function until({ world }: Simulation, limitMicros: number, obstacle: () => Obstacle): Obstacle {
  const deadlineMicros = world.nowMicros + limitMicros;
  for (;;) {
    const found = obstacle();
    if (found === null || world.nowMicros >= deadlineMicros) {
      return found;
    }
    world.runUntil(world.nowMicros + LOOK_MICROS);
  }
}

/** Nobody changes members and takes machines away at once: what was begun is brought to its end. */
function untilActionsEnd(simulation: Simulation): void {
  const { cluster } = simulation;
  until(simulation, ACTIONS_MICROS, () =>
    cluster.actionsUnderWay === 0 ? null : inGeneral('members are being changed'),
  );
}

/**
 * A group that sleeps does not miss a leader who stayed outside, and need not: each must answer
 * whoever asks it.
 */
function untilAwake(simulation: Simulation): Obstacle {
  const { world, cluster, patientClient } = simulation;
  if (!world.config.tuning.quiesce) {
    return null;
  }
  const silent = new Set(cluster.groups);
  let isOver = false;
  const ask = (group: GroupId, key: string) => {
    patientClient.perform({ kind: 'get', key }, ({ kind }) => {
      if (kind === 'read') {
        silent.delete(group);
      } else if (!isOver) {
        world.at(world.nowMicros + LOOK_MICROS, () => ask(group, key));
      }
    });
  };
  for (const [group, key] of aKeyOfEach(cluster.groups, patientClient)) {
    ask(group, key);
  }
  const obstacle = until(simulation, world.config.convergeMicros, () =>
    silent.size === 0 ? null : inGeneral(`no answer, by group: ${[...silent].join(', ')}`),
  );
  isOver = true;
  return obstacle;
}

function aKeyOfEach(groups: readonly GroupId[], client: SimClient): Map<GroupId, string> {
  const keys = new Map<GroupId, string>();
  for (let i = 0; keys.size < groups.length; i++) {
    const key = `woken-${i}`;
    keys.set(client.groupOf(key), key);
  }
  return keys;
}

function untilAgreed(simulation: Simulation, core: readonly SimHost[]): Obstacle {
  const { cluster, committed, world } = simulation;
  const isAsked = (host: SimHost) => core.includes(host);
  return until(simulation, world.config.convergeMicros, () =>
    obstacleToConvergence(cluster, committed, isAsked),
  );
}

/** Every group must have the same leader in the same term for ten election timeouts. */
function untilStable(simulation: Simulation, core: readonly SimHost[]): Obstacle {
  const { world, cluster } = simulation;
  const { tickMicros, electionTicks } = world.config.tuning;
  const stableMicros = STABLE_TIMEOUTS * tickMicros * electionTicks;
  let leaders = '';
  let sinceMicros = world.nowMicros;
  return until(simulation, stableMicros + world.config.convergeMicros, () => {
    const now = cluster.groups
      .map((group) => cluster.leaderReplica(group, (host) => core.includes(host)))
      .map((leader) =>
        leader === undefined
          ? NOBODY
          : `${leader.host.id} in term ${leader.replica.raft.state.term}`,
      )
      .join(', ');
    if (now !== leaders) {
      leaders = now;
      sinceMicros = world.nowMicros;
    }
    return !now.includes(NOBODY) && world.nowMicros - sinceMicros >= stableMicros
      ? null
      : inGeneral(`no leader stays for ${STABLE_TIMEOUTS} election timeouts, now ${now}`);
  });
}

/** Writes and reads, one after the other for each key, and again until they are answered. */
function untilServed(simulation: Simulation): Obstacle {
  const { keys } = simulation.world.config.workload;
  const wanted = Array.from({ length: OPERATIONS }, (_, i) => `key-${i % keys}`);
  const asked = ask(simulation, wanted, 'core');
  const obstacle = until(simulation, SERVE_MICROS, () =>
    asked.missing === 0
      ? null
      : inGeneral(`${asked.missing} of ${2 * OPERATIONS} operations were not answered`),
  );
  asked.end();
  return obstacle;
}

/** An obstacle of no group in particular. */
function inGeneral(words: string): Obstacle {
  return { words, group: null };
}
