import { present } from '../../src/base/invariant.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { Asker, type Reply } from '../workload/asker.ts';
import { callback, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { beginRead, beginWrite, storyKey, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  expect,
  firstGroup,
  haveLeaders,
  leaderHost,
  leads,
  must,
  serves,
  strike,
} from './steps.ts';

const ASKER_CONNECTION = 2000;

/** seeds.md SIM-05: what is left of a cluster says nothing that it cannot stand for. */
export const lostMajorityScenario: Scenario = {
  name: 'lost-majority',
  origin: 'SIM-05',
  summary:
    'three of five die: no write or linearizable read succeeds, stale ones do; two come back',
  configure: (config) => ({ ...calm(config), nodes: 5, groups: 1 }),
  *script(simulation) {
    const { cluster, world } = simulation;
    const group = firstGroup(simulation);
    const asker = new Asker(world, ASKER_CONNECTION);
    yield* haveLeaders(simulation);
    const leader = leaderHost(simulation);
    yield* writeAt(simulation, leader, 'before');
    const followers = world.machines.filter((host) => host !== leader);
    const dead = followers.slice(1);
    const left = [leader, present(followers[0], 'a follower is left')];
    for (const host of left) {
      yield* catchesUp(simulation, host);
    }
    for (const host of dead) {
      strike(simulation, host, true);
    }
    expect(leads(leader), 'the leader must be among those that are left');
    const ends: Outcome[] = [];
    const noteEnd = (outcome: Outcome) => {
      ends.push(outcome);
    };
    beginWrite(simulation, leader, 'never', noteEnd);
    for (const host of left) {
      beginRead(simulation, host, noteEnd);
    }
    yield* must(() => !leads(leader), 'a leader without a majority must step down');
    for (const host of left) {
      const reply = yield* staleRead(simulation, asker, host);
      const value =
        reply?.kind === 'read'
          ? simulation.world.ports.utf8.decode(reply.value, 0, reply.value.length)
          : null;
      expect(value === 'before', `node ${host.ordinal} must answer a stale read with what it has`);
    }
    yield* must(() => ends.length === 1 + left.length, 'every operation must have an outcome');
    const done = ends.filter(({ kind }) => kind === 'written' || kind === 'read');
    expect(done.length === 0, `${done.length} operations succeeded without a majority`);
    expect(cluster.leaderReplica(group) === undefined, 'nobody may lead two of five');

    for (const host of dead.slice(0, 2)) {
      restart(cluster, host);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
  },
};

function* staleRead(simulation: Simulation, asker: Asker, host: SimHost): Script<Reply> {
  const group = firstGroup(simulation);
  const key = storyKey(simulation);
  const freshness = { consistency: 'stale' } as const;
  return yield* callback<Reply>((done) => asker.read(host.id, { group, key, freshness }, done));
}
