import type { Freshness } from '../../src/codec/client/request.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Script } from '../world/script.ts';
import { calm } from './calm.ts';
import { beginRead, readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { haveLeaders, leaderHost, must, SECOND } from './steps.ts';

const FRESHNESS: readonly Freshness[] = [{ consistency: 'linearizable' }, { consistency: 'lease' }];

/** Simulation.md section 12, story 3. */
export const minorityReadsScenario: Scenario = {
  name: 'minority-reads',
  summary:
    'a leader in a minority and its follower are asked while the majority writes: never stale',
  configure: (config) => ({ ...calm(config), nodes: 5, groups: 1 }),
  *script(simulation): Script {
    const { cluster, world } = simulation;
    for (let round = 1; round <= 2; round++) {
      yield* haveLeaders(simulation);
      const leader = leaderHost(simulation);
      yield* writeAt(simulation, leader, `before:${round}`);
      const others = world.machines.filter((host) => host !== leader);
      const minority = [leader, ...others.slice(0, 1)];
      const majority = others.slice(1);
      const cut = between(minority, majority);
      partition(cluster, cut, false);
      yield* haveLeaders(simulation, majority);
      yield* writeAt(simulation, leaderHost(simulation), `after:${round}`);
      let open = 0;
      for (const host of minority) {
        for (const freshness of FRESHNESS) {
          open++;
          const ended = () => {
            open--;
          };
          beginRead(simulation, host, ended, freshness);
        }
      }
      yield* must(() => open === 0, 'every read in the minority must have an outcome', 10 * SECOND);
      mend(cluster, cut);
      yield* readAt(simulation, leader);
    }
  },
};
