import { present } from '../../src/base/invariant.ts';
import { mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Cut } from '../world/fault.ts';
import { type Script, sleep, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, QUICK_NETWORK, QUICK_TICKS, WHOLE_LOGS } from './calm.ts';
import { lastIndexOf, termAt } from './logs.ts';
import { beginWrite, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, leaderHost, SECOND, untilTold } from './steps.ts';

const ROUNDS = { needed: 1, max: 6 } as const;
const WRITES = 4;

/** Raft Figure 2, AppendEntries 5: a follower commits through the last entry that it was sent, no further. */
export const laggingHeirScenario: Scenario = {
  name: 'lagging-heir',
  origin: '–',
  summary:
    'leadership is offered to a follower whose log ends in what a deposed leader wrote and nobody committed',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return {
      ...calmed,
      nodes: 5,
      groups: 1,
      tuning: { ...calmed.tuning, ...QUICK_TICKS, ...WHOLE_LOGS },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const untold = 'no follower was offered leadership while its log ended in stale entries';
    yield* untilTold(simulation, ROUNDS, (round) => offer(simulation, round), untold);
  },
};

/** Returns whether the log of the follower ended in entries that others had committed otherwise. */
function* offer(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, operator, world } = simulation;
  // What was offered before may still come about.
  yield* sleep(2 * SECOND);
  yield* haveLeaders(simulation);
  const group = firstGroup(simulation);
  const old = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== old);
  const heir = present(others[0], 'a cluster has followers');
  const majority = others.slice(1);
  yield* writeAt(simulation, old, `before:${round}`);
  const endOf = (host: SimHost) => lastIndexOf(host, group);
  yield* until(() => others.every((host) => endOf(host) === endOf(old)), SECOND);
  const agreed = endOf(old);
  const sides: readonly Cut[] = [old, heir].flatMap((host) => [
    majority.map(({ id }) => [id, host.id] as const),
    majority.map(({ id }) => [host.id, id] as const),
  ]);
  for (const side of sides) {
    partition(cluster, side, true);
  }
  for (let i = 0; i < WRITES; i++) {
    beginWrite(simulation, old, `stale:${round}:${i}`, () => undefined);
  }
  yield* until(() => endOf(heir) >= agreed + WRITES, SECOND);
  yield* haveLeaders(simulation, majority);
  const leader = leaderHost(simulation);
  yield* writeAt(simulation, leader, `after:${round}`);
  yield* writeAt(simulation, leader, `after all:${round}`);
  // It hears the new leader, which hears nothing from it and so sends no entry a second time.
  const [, , toHeir] = sides;
  mend(cluster, present(toHeir, 'there are four sides'));
  const heldTerm = termAt(heir, group, agreed + 1);
  const isStale = heldTerm !== undefined && heldTerm !== termAt(leader, group, agreed + 1);
  yield* operator.transfer(group, heir.id);
  for (const side of sides.filter((each) => each !== toHeir)) {
    mend(cluster, side);
  }
  return isStale;
}
