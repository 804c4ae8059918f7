import { segmentOfFile } from '../../src/storage/file-names.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, haveLeaders, must, SECOND, serves, strike } from './steps.ts';

/** simulation.md 12 (12). */
export const bareMajorityScenario: Scenario = {
  name: 'bare-majority',
  origin: '12.12',
  summary: 'all nodes end at once; a bare majority comes back and goes on, then the rest',
  configure: calm,
  *script(simulation) {
    const { cluster, world } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const hosts = world.machines;
    const majority = Math.floor(hosts.length / 2) + 1;
    // Each node is once among those that come back first.
    for (let first = 0; first < hosts.length; first++) {
      for (const host of hosts) {
        strike(simulation, host, first % 2 === 0);
      }
      yield* sleep(SECOND);
      const order = [...hosts.slice(first), ...hosts.slice(0, first)];
      const back = order.slice(0, majority);
      for (const host of back) {
        restart(cluster, host);
      }
      yield* haveLeaders(simulation, back);
      yield* serves(simulation);
      for (const host of order.slice(majority)) {
        restart(cluster, host);
        yield* catchesUp(simulation, host);
      }
    }
  },
};

const CUTS = 6;

/** simulation.md 12 (13). */
export const cutBeforeSyncScenario: Scenario = {
  name: 'cut-before-sync',
  origin: '12.13',
  summary: 'power is cut everywhere while a leader has sent entries and synced none of them',
  configure: calm,
  *script(simulation) {
    const { cluster, world } = simulation;
    for (let cut = 0; cut < CUTS; cut++) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      yield* cutDuringAppend(simulation);
      yield* sleep(SECOND / 2);
      for (const host of world.machines) {
        restart(cluster, host);
      }
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const host of world.machines) {
      yield* catchesUp(simulation, host);
    }
  },
};

/** Waits until a leader writes entries to its log; before that is durable, everything is off. */
function* cutDuringAppend(simulation: Simulation): Script {
  const { cluster, world } = simulation;
  let state: 'waiting' | 'striking' | 'over' = 'waiting';
  world.observe({
    submitted: (host, { request }) => {
      const isLeader = cluster.groups.some((group) => cluster.leaderOf(group) === host.id);
      const isAppend = request.kind === 'write' && segmentOfFile(request.file) !== null;
      if (state === 'waiting' && isLeader && isAppend) {
        state = 'striking';
        world.at(world.nowMicros, () => {
          for (const each of world.upHosts) {
            strike(simulation, each, true);
          }
          state = 'over';
        });
      }
    },
  });
  yield* must(() => state === 'over', 'a leader must write entries');
}
