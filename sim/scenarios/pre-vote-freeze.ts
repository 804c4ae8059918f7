import { NO_NODE } from '../../src/base/ids.ts';
import { mend, partition } from '../faults/partitions.ts';
import type { Cut } from '../world/fault.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { lastIndexOf } from './logs.ts';
import { movesTo } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, must, serves } from './steps.ts';

/**
 * Simulation.md section 12, story 15: half of the voters have the longer log, the other half the
 * higher term. Each half refuses the other's pre-votes, unless a refusal tells of the term that the
 * asker missed.
 */
export const preVoteFreezeScenario: Scenario = {
  name: 'pre-vote-freeze',
  origin: '12.15',
  summary: 'half of the voters have the longer log, the others the higher term: one must win',
  configure: (config) => ({ ...calm(config), nodes: 4, groups: 1 }),
  *script(simulation): Script {
    const { cluster, world, operator } = simulation;
    const group = firstGroup(simulation);
    const [first, second, third, fourth] = world.machines as [SimHost, SimHost, SimHost, SimHost];
    yield* haveLeaders(simulation);
    yield* movesTo(simulation, first);
    const termOf = ({ node }: SimHost) => node?.replicas.get(group)?.raft.state.term ?? 0;
    const endOf = (host: SimHost) => lastIndexOf(host, group);
    const term = termOf(first);
    // The third node is asked to campaign; only the fourth hears that it does.
    const back = oneWay([third, fourth], [first, second]);
    let isAsked = false;
    world.observe({
      sent: (_, { message }) => {
        if (message.kind === 'timeoutNow' && !isAsked) {
          isAsked = true;
          world.at(world.nowMicros, () => partition(cluster, back, true));
        }
      },
    });
    yield* operator.transfer(group, third.id);
    const isAhead = () => termOf(third) > term && termOf(fourth) > term;
    yield* must(isAhead, 'two nodes must enter the next term');
    const there = oneWay([first, second], [third, fourth]);
    partition(cluster, there, true);
    const isLonger = () => endOf(second) > Math.max(endOf(third), endOf(fourth));
    yield* must(isLonger, 'the leader must give its entries to the node it reaches');
    const isLeaderless = () => cluster.leaderOf(group) === NO_NODE;
    yield* must(isLeaderless, 'the leader must step down without a quorum');
    mend(cluster, back);
    mend(cluster, there);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
  },
};

function oneWay(from: readonly SimHost[], to: readonly SimHost[]): Cut {
  return from.flatMap((a) => to.map((b) => [a.id, b.id] as const));
}
