import type { GroupId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { type Membership, memberOf, votersOf } from '../../src/kv/membership.ts';
import type { MemberChange } from '../../src/kv/membership-change.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { commitIndexOf, durableIndexOf } from './logs.ts';
import { changeUnderWay } from './member-changes.ts';
import { readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  firstGroup,
  haveLeaders,
  leaderHost,
  leads,
  must,
  serves,
  strike,
} from './steps.ts';

/** One every fifth of a second: an election passes meanwhile. */
const ATTEMPTS = 50;

/** How far a change of members has come when its leader dies: who has it, and who knows. */
type Moment =
  /** The leader alone has it, and perhaps not for good. */
  | 'appended'
  /** Somebody else has it on its disk, and the leader has not heard of that. */
  | 'spread'
  /** The leader knows that it counts, and nobody else does. */
  | 'committed';

/**
 * seeds.md SIM-11: a dead member is replaced by a new machine, and in each step of that the leader
 * dies. Whoever leads next must be able to finish what was begun, and nothing may be lost.
 */
export const dyingLeadersScenario: Scenario = {
  name: 'dying-leaders',
  origin: 'SIM-11',
  summary: 'a dead member is replaced three times, and in each step of it the leader dies',
  configure: (config) => ({ ...calm(config), nodes: 5, groups: 1 }),
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const moment of ['appended', 'spread', 'committed'] as const) {
      yield* replace(simulation, moment);
    }
  },
};

function* replace(simulation: Simulation, moment: Moment): Script {
  const { cluster, members, alterations } = simulation;
  yield* haveLeaders(simulation);
  const leader = leaderHost(simulation);
  const follower = cluster.members().find((host) => host !== leader);
  const dead = present(follower, 'a leader has followers');
  strike(simulation, dead, true);
  const removal = { kind: 'remove', node: dead.id } as const;
  yield* change(simulation, moment, removal, ({ removed }) => removed.includes(dead.id));
  const isRetired = yield* members.retire(dead);
  yield* must(() => isRetired, 'a majority must know of the removal', 0);

  const [newcomer] = yield* alterations.newcomers(1);
  const joiner = present(newcomer, 'a newcomer hears of the group');
  const { node, address } = joiner.options;
  const learner = { kind: 'addLearner', node, address } as const;
  yield* change(simulation, moment, learner, (members) => memberOf(members, node) !== undefined);
  yield* catchesUp(simulation, joiner);
  const promotion = { kind: 'promote', node } as const;
  yield* change(simulation, moment, promotion, (members) => votersOf(members).includes(node));
  yield* serves(simulation);
}

/** The leader dies at that moment of the change, which is made all the same. */
function* change(
  simulation: Simulation,
  moment: Moment,
  wanted: MemberChange,
  isMade: (membership: Membership) => boolean,
): Script {
  const { cluster, operator, world } = simulation;
  const group = firstGroup(simulation);
  yield* haveLeaders(simulation);
  yield* writeAt(simulation, leaderHost(simulation), `${moment}:${wanted.kind}:${world.nowMicros}`);
  const victimOf = dieAt(simulation, group, moment);
  const hasIt = () => isMade(cluster.membership.latest(group));
  const made = yield* operator.changeEverywhere(wanted, () => hasIt(), ATTEMPTS);
  yield* must(() => made, `${wanted.kind} must be made though its leader died`, 0);
  const victim = present(victimOf(), 'a change begins in the log of a leader');
  restart(cluster, victim);
  yield* haveLeaders(simulation);
  yield* catchesUp(simulation, victim);
  yield* readAt(simulation, leaderHost(simulation));
}

/** Ends whoever leads when a change has come so far, once; returns who tells whom that was. */
function dieAt(simulation: Simulation, group: GroupId, moment: Moment): () => SimHost | undefined {
  const { world } = simulation;
  let leader: SimHost | undefined;
  let index = 0;
  let isOver = false;
  world.observe({
    afterTurn: (host) => {
      if (!isOver && leader === undefined && leads(host)) {
        index = changeUnderWay(host, group);
        leader = index > 0 ? host : undefined;
      }
      if (isOver || leader === undefined || !hasCome(moment, { leader, host, group, index })) {
        return;
      }
      isOver = true;
      const victim = leader;
      world.silence(victim);
      world.at(world.nowMicros, () => strike(simulation, victim, true));
    },
  });
  return () => leader;
}

interface Progress {
  readonly leader: SimHost;
  /** Who has just carried out a turn. */
  readonly host: SimHost;
  readonly group: GroupId;
  readonly index: number;
}

function hasCome(moment: Moment, { leader, host, group, index }: Progress): boolean {
  switch (moment) {
    case 'appended':
      return host === leader;
    case 'spread':
      return host !== leader && durableIndexOf(host, group) >= index;
    case 'committed':
      return host === leader && commitIndexOf(host, group) >= index;
  }
}
