import { invariant, present } from '../../src/base/invariant.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, must, SECOND, serves, strike } from './steps.ts';

/**
 * Three nodes begin one group, one of them with another list of members than the others. Their first
 * entries differ under one index and term, which consensus by itself cannot see (raft.md 2.1.1). The
 * odd one must stop before it takes anything from the others, and they must hear of it.
 */
export const differingListsScenario: Scenario = {
  name: 'differing-lists',
  origin: '–',
  summary: 'a node that begins a group with another list of members stops, and the others say so',
  configure: (config) => ({ ...calm(config), nodes: 3 }),
  *script(simulation) {
    const { members, cluster, failures, world } = simulation;
    const hosts = [...world.machines];
    const odd = present(hosts.pop(), 'there are three machines');
    failures.expectDifferingLists();
    begin(simulation, odd, [present(hosts[1], 'there are three machines'), odd]);

    yield* must(() => hasStopped(odd), `node ${odd.ordinal} must stop in every group`);
    for (const { id } of [odd, ...hosts]) {
      yield* must(() => failures.hasSaidDiffering(id), `node ${id} must say that the lists differ`);
    }
    members.switchOff(odd);
    // What it said is on its way to others for a while, and would stop them again.
    yield* sleep(SECOND);
    for (const host of hosts) {
      // Those that had no leader yet have stopped as well: nobody could say which list is right.
      strike(simulation, host, false);
      restart(cluster, host);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const removed = yield* members.removeLost(odd);
    yield* must(() => removed, 'the odd one must be removed', 0);
    const isVoter = yield* members.add(null);
    yield* must(() => isVoter, 'another machine must take its place', 0);
    yield* serves(simulation);
    for (const host of cluster.members()) {
      yield* catchesUp(simulation, host);
    }
  },
};

/** Starts `odd` anew, before it has written anything, with these members as its list. */
function begin({ world, cluster }: Simulation, odd: SimHost, listed: readonly SimHost[]): void {
  invariant(world.nowMicros === 0, 'nothing has happened yet');
  world.crash(odd, true);
  const members = listed.map(({ options: { node, address } }) => ({ node, address }));
  const groups = odd.options.groups.map((each) => ({ ...each, members }));
  odd.options = { ...odd.options, groups };
  odd.isUnseen = true;
  restart(cluster, odd);
}

/** Whether all replicas on `host` have stopped, and have taken nothing from anybody. */
function hasStopped({ node }: SimHost): boolean {
  const replicas = [...(node?.replicas.values() ?? [])];
  return (
    replicas.length > 0 &&
    replicas.every(({ status, raft }) => status === 'quarantined' && raft.state.log.lastIndex === 1)
  );
}
