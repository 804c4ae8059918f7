import { present } from '../../src/base/invariant.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, firstGroup, haveLeaders, leaderHost, must, SECOND, serves } from './steps.ts';

/** So many terms ahead that it is no accident. */
const TERMS = 3;

/** raft.md item 8: whoever refuses a leader of a lower term must tell it so, for both would wait. */
export const termAheadScenario: Scenario = {
  name: 'term-ahead',
  origin: '–',
  summary:
    'a follower that campaigned alone comes back terms ahead of a leader that is well: it is followed again',
  configure: (config) => {
    const calmed = calm(config);
    return {
      ...calmed,
      groups: 1,
      tuning: { ...calmed.tuning, preVote: false },
      network: { ...calmed.network, loss: 0 },
    };
  },
  *script(simulation) {
    const { cluster, world } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const group = firstGroup(simulation);
    const lonely = present(
      world.machines.find((host) => host !== leaderHost(simulation)),
      'a cluster has followers',
    );
    const others = world.machines.filter((host) => host !== lonely);
    const cut = between(others, [lonely]);
    const termOf = (host: (typeof others)[number]) =>
      host.node?.replicas.get(group)?.raft.state.term ?? 0;
    partition(cluster, cut, false);
    const isAhead = () => termOf(lonely) >= Math.max(...others.map(termOf)) + TERMS;
    yield* must(isAhead, 'a node without PreVote must campaign alone', 60 * SECOND);
    mend(cluster, cut);
    yield* catchesUp(simulation, lonely);
    yield* serves(simulation);
  },
};
