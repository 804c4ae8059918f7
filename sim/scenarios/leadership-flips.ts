import type { NodeId, Term } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Observer } from '../world/observer.ts';
import { until } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { expect, firstGroup, haveLeaders, must, SECOND, write } from './steps.ts';

const FLIPS = 1000;

/** Hears everything and takes in nothing: what a node said last is all that counts in the end. */
class StalledObserver implements Observer {
  readonly last = new Map<SimHost, { readonly leader: NodeId; readonly term: Term }>();

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'leaderChanged') {
      this.last.set(host, { leader: notice.leader, term: notice.term });
    }
  }
}

/** seeds.md BUG-39: a channel of ten notices that nobody drained stopped consensus for ever. */
export const leadershipFlipsScenario: Scenario = {
  name: 'leadership-flips',
  origin: 'SIM-06',
  summary: 'leadership changes a thousand times while nobody asks who leads; then everybody knows',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = { ...calmed.tuning, tickMicros: 20_000, heartbeatTicks: 1, leaseReads: false };
    const network = { ...calmed.network, latencyMeanMicros: 1000, latencyMinMicros: 0 };
    return { ...calmed, nodes: 3, groups: 1, tuning, network };
  },
  *script(simulation) {
    const { cluster, world, operator, elections } = simulation;
    const group = firstGroup(simulation);
    const stalled = new StalledObserver();
    world.observe(stalled);
    yield* haveLeaders(simulation);
    for (let attempt = 0; elections.elections < FLIPS && attempt < 3 * FLIPS; attempt++) {
      const target = present(world.machines[attempt % 3], 'there are three machines');
      if (cluster.leaderOf(group) !== target.id) {
        yield* operator.transfer(group, target.id);
        yield* until(() => cluster.leaderOf(group) === target.id, SECOND);
      }
    }
    expect(elections.elections >= FLIPS, `leadership changed ${elections.elections} times only`);
    yield* write(simulation);
    const knows = (host: SimHost) => {
      const raft = host.node?.replicas.get(group)?.raft.state;
      const last = stalled.last.get(host);
      return (
        raft?.leader === cluster.leaderOf(group) &&
        last?.leader === raft.leader &&
        last.term === raft.term
      );
    };
    yield* must(() => world.machines.every(knows), 'the last notice of each node must be true');
  },
};
