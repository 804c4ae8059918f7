import type { GroupId, NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { Asker, type Reply } from '../workload/asker.ts';
import { isServed } from '../workload/served.ts';
import { SimClient } from '../workload/sim-client.ts';
import { callback, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle } from './calm.ts';
import { movesTo } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { expect, firstGroup, haveLeaders, leaderHost, must, write } from './steps.ts';

const ASKER_CONNECTION = 2000;
const LOST_CONNECTION = 2001;
const HOPS_MAX = 12;

/**
 * seeds.md SIM-13, as far as raftlab has it: nodes forward no request, they say whom to ask. Whoever
 * believes what is out of date comes to the right answer all the same, or is told what is wrong.
 */
export const wrongNodeScenario: Scenario = {
  name: 'wrong-node',
  origin: 'SIM-13',
  summary:
    'clients know only nodes that lack the group or name a leader of yesterday; they find it',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    return { ...calmed, nodes: 3, groups: 2, network: { ...calmed.network, loss: 0 } };
  },
  *script(simulation) {
    const { world, cluster } = simulation;
    const asker = new Asker(world, ASKER_CONNECTION);
    yield* haveLeaders(simulation);
    yield* write(simulation, 4);
    const outsider = addOutsider(simulation);
    yield* must(() => outsider.node?.replicas.size === 1, 'the outsider must have started');
    const [, lacking] = cluster.groups;
    const reply = yield* ask(asker, outsider.id, present(lacking, 'there are two groups'));
    expect(codeOf(reply) === 'unknownGroup', `a node without the group answered ${codeOf(reply)}`);

    const misled = yield* nameYesterdaysLeader(simulation, asker);
    const lost = new SimClient(
      world,
      {
        connection: LOST_CONNECTION,
        nodes: [outsider.id, misled.id],
        groups: cluster.groups,
        sessions: true,
      },
      simulation.answers,
    );
    lost.start();
    const hops = countRequests(simulation, LOST_CONNECTION);
    for (let i = 0; i < 6; i++) {
      const before = hops();
      const put = { kind: 'put', key: `key-${i}`, value: `lost:${i}` } as const;
      const outcome = yield* callback<Outcome>((done) => lost.perform(put, done));
      expect(isServed(outcome), `a write by way of the wrong nodes ended: ${outcome.kind}`);
      const taken = hops() - before;
      expect(taken <= HOPS_MAX, `${taken} requests went round for one write`);
    }
    lost.stop();
    simulation.members.switchOff(outsider);
  },
};

/** A machine that waits to join the first group and has never heard of the others. */
function addOutsider({ cluster, world }: Simulation): SimHost {
  const host = cluster.addJoiner();
  const groups = host.options.groups.slice(0, 1);
  host.options = { ...host.options, groups };
  world.start(host);
  return host;
}

/** Leadership moves on while a follower hears nothing of it: it names the old leader still. */
function* nameYesterdaysLeader(simulation: Simulation, asker: Asker): Script<SimHost> {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const old = leaderHost(simulation);
  const members = cluster.members();
  const [next, misled] = members.filter((host) => host !== old);
  const deaf = present(misled, 'there are three members');
  const cut = between(
    [deaf],
    members.filter((host) => host !== deaf),
  );
  partition(cluster, cut, false);
  yield* movesTo(simulation, present(next, 'there are three members'));
  const reply = yield* ask(asker, deaf.id, group);
  const named = reply?.kind === 'refused' ? reply.leader : 0;
  expect(named === old.id || named === 0, 'who hears nothing cannot know the new leader');
  const other = yield* ask(asker, old.id, group);
  expect(codeOf(other) === 'notLeader', `a deposed leader answered a write: ${codeOf(other)}`);
  mend(cluster, cut);
  yield* must(() => world.upHosts.length > 3, 'everybody must be up');
  return deaf;
}

/** A write to a node that must not take it. */
function* ask(asker: Asker, node: NodeId, group: GroupId): Script<Reply> {
  return yield* callback<Reply>((done) => asker.register(node, group, done));
}

function codeOf(reply: Reply): string {
  return reply?.kind === 'refused' ? reply.code : `${reply?.kind}`;
}

function countRequests({ world }: Simulation, connection: number): () => number {
  let count = 0;
  world.observe({
    requested: (_, from) => {
      count += from === connection ? 1 : 0;
    },
  });
  return () => count;
}
