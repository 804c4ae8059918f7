import type { GroupId } from '../../src/base/ids.ts';
import { restart } from '../faults/crashes.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm, QUICK_TICKS, WHOLE_LOGS } from './calm.ts';
import { commitIndexOf, durableIndexOf, lastIndexOf, logOf, termAt } from './logs.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, firstGroup, haveLeaders, leaderHost, SECOND, serves, strike } from './steps.ts';

const MILLI = 1000;
const ATTEMPTS = 12;
const STEP_MICROS = 5 * SECOND;

/**
 * Raft §5.4.2, Figure 8: an entry of an old term reaches a majority under a later leader and is
 * overwritten all the same. Whoever counts it as committed because of the majority loses it.
 */
export const figure8Scenario: Scenario = {
  name: 'figure-8',
  origin: '12.4',
  summary: 'an old entry reaches a majority under a later leader and is overwritten (Raft §5.4.2)',
  configure: (config) => {
    const calmed = calm(config);
    return {
      ...calmed,
      nodes: 5,
      groups: 1,
      tuning: {
        ...calmed.tuning,
        ...QUICK_TICKS,
        ...WHOLE_LOGS,
        appendBytesMax: 1,
        inflightMessagesMax: 1,
      },
      network: {
        ...calmed.network,
        latencyMinMicros: 15 * MILLI,
        latencyMeanMicros: 2 * MILLI,
        loss: 0,
        duplicate: 0,
        corrupt: 0,
      },
    };
  },
  *script(simulation) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      const isDrawn = yield* drawFigure(simulation);
      yield* mendAll(simulation);
      if (isDrawn) {
        return;
      }
    }
    throw new Violation(
      'scenario',
      'liveness',
      `Figure 8 did not come about in ${ATTEMPTS} attempts`,
    );
  },
};

/** (a) to (d) of the figure; false when chance had it that somebody else was elected. */
function* drawFigure(simulation: Simulation): Script<boolean> {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const first = leaderHost(simulation);
  // One entry at a time is on its way to each: those that no majority needs lag behind.
  const [second, third, fourth, fifth] = world.machines
    .filter((host) => host !== first)
    .sort((a, b) => durableIndexOf(b, group) - durableIndexOf(a, group));
  if (second === undefined || third === undefined || fourth === undefined || fifth === undefined) {
    return false;
  }
  const old = [first, second];
  const rest = [third, fourth, fifth];

  // (a) The leader of an old term reaches one follower only, and dies.
  const sides = between(old, rest);
  partition(cluster, sides, false);
  const oldIndex = commitIndexOf(first, group) + 1;
  if (!(yield* until(() => durableIndexOf(second, group) >= oldIndex, STEP_MICROS))) {
    return false;
  }
  world.silence(first);
  strike(simulation, first, false);

  // (b) Another one is elected without it, and dies with the first entry of its term unsent.
  const rival = yield* electMute(simulation, group, rest);
  if (rival === null) {
    return false;
  }
  strike(simulation, rival, false);

  // (c) The old side is back, wins, and spreads the old entry to a majority, but none of its own.
  mend(cluster, sides);
  restart(cluster, first);
  const isSpread = () => spreadOf(simulation, group, oldIndex) >= 3;
  if (!(yield* until(isSpread, STEP_MICROS))) {
    return false;
  }
  const spreader = leaderHost(simulation);
  const hasSpreadTooMuch = () => spreadOf(simulation, group, lastIndexOf(spreader, group)) >= 2;
  if (!old.includes(spreader) || hasSpreadTooMuch()) {
    return false;
  }
  world.silence(spreader);
  strike(simulation, spreader, false);

  // (d) The rival is back with the newest term at its log's end, and overwrites the old entry.
  const survivors = rest.filter((host) => host !== rival);
  partition(cluster, between(old, [rival, ...survivors]), false);
  restart(cluster, rival);
  const isOverwritten = () =>
    cluster.leaderReplica(group)?.host === rival &&
    survivors.some((host) => hasSameEntry(host, rival, group, oldIndex));
  return yield* until(isOverwritten, STEP_MICROS);
}

/** Waits until one of `hosts` leads, of which nothing is heard from its first moment on. */
function* electMute(
  simulation: Simulation,
  group: GroupId,
  hosts: readonly SimHost[],
): Script<SimHost | null> {
  const { world } = simulation;
  const elected: SimHost[] = [];
  let isOver = false;
  world.observe({
    noticed: (host, notice) => {
      const isElected = notice.kind === 'leaderChanged' && notice.leader === host.id;
      if (isElected && !isOver && elected.length === 0 && hosts.includes(host)) {
        elected.push(host);
        world.silence(host);
      }
    },
  });
  const holdsOwnEntry = (host: SimHost) => {
    const log = logOf(host, group);
    return log !== undefined && log.durableIndex >= log.lastIndex;
  };
  const isReady = yield* until(() => elected.some(holdsOwnEntry), STEP_MICROS);
  isOver = true;
  return isReady ? (elected[0] ?? null) : null;
}

function* mendAll(simulation: Simulation): Script {
  const { cluster, world } = simulation;
  world.network.heal();
  for (const host of world.machines) {
    restart(cluster, host);
  }
  yield* haveLeaders(simulation);
  for (const host of world.machines) {
    yield* catchesUp(simulation, host);
  }
}

/** Nodes of whose durable copy of `index` the leader knows, itself included. */
function spreadOf({ cluster }: Simulation, group: GroupId, index: number): number {
  const leader = cluster.leaderReplica(group)?.replica;
  if (leader === undefined) {
    return 0;
  }
  const { progress } = leader.raft.state;
  return [...progress.values()].filter((each) => each.matchIndex >= index).length;
}

function hasSameEntry(a: SimHost, b: SimHost, group: GroupId, index: number): boolean {
  const term = termAt(b, group, index);
  return term !== undefined && termAt(a, group, index) === term;
}
