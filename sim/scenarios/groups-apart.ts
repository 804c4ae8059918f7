import type { GroupId } from '../../src/base/ids.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, QUICK_NETWORK } from './calm.ts';
import { movesTo, readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { SECOND, untilTold } from './steps.ts';

const MILLI = 1000;
const GROUPS = 6;
const ROUNDS = { needed: 2, max: 8 } as const;

/** What a node says in one group is said in no other, although all share its frames. */
export const groupsApartScenario: Scenario = {
  name: 'groups-apart',
  origin: '–',
  summary:
    'a leader of six groups is deposed in one after the other and hears of none; what it lost it reads to nobody',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return {
      ...calmed,
      nodes: 3,
      groups: GROUPS,
      // Whoever knows better says nothing, and nobody is kept from helping to depose a leader.
      tuning: {
        ...calmed.tuning,
        tickMicros: 50 * MILLI,
        heartbeatTicks: 1,
        requestTimeoutTicks: 40,
        preVote: false,
        checkQuorum: false,
      },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const untold = 'nobody was asked who led one group still and another one no longer';
    yield* untilTold(simulation, ROUNDS, (round) => depose(simulation, round), untold);
  },
};

/** Returns whether the old leader was asked in a group that it had lost while it led another one. */
function* depose(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  const [old, middle, next] = world.machines as [SimHost, SimHost, SimHost];
  for (const group of cluster.groups) {
    yield* movesTo(simulation, old, group);
    yield* writeAt(simulation, old, `before:${round}`, group);
  }
  // The one in the middle hears both, and goes on with the old one where it is not asked for its vote.
  const cut = between([old], [next]);
  partition(cluster, cut, false);
  const isLost = (group: GroupId) => leadsIn(old, group) && leadsIn(next, group);
  const isKept = (group: GroupId) => leadsIn(old, group) && followsIn(middle, group, old);
  yield* until(() => cluster.groups.some(isLost), 10 * SECOND);
  const lost = cluster.groups.find(isLost);
  let isTold = false;
  if (lost !== undefined) {
    yield* writeAt(simulation, next, `after:${round}`, lost);
    isTold = isLost(lost) && cluster.groups.some(isKept);
    yield* readAt(simulation, old, undefined, lost);
  }
  mend(cluster, cut);
  return isTold;
}

function leadsIn({ node }: SimHost, group: GroupId): boolean {
  return node?.replicas.get(group)?.raft.state.isLeader === true;
}

function followsIn({ node }: SimHost, group: GroupId, leader: SimHost): boolean {
  return node?.replicas.get(group)?.raft.state.leader === leader.id;
}
