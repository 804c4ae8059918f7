import { present } from '../../src/base/invariant.ts';
import type { Freshness } from '../../src/codec/client/request.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import type { Script } from '../world/script.ts';
import { withClocks } from './lease.ts';
import { beginRead, movesTo, readAt, writeAt } from './reads.ts';
import type { Scenario } from './scenario.ts';
import { haveLeaders, leaderHost, leads, must, SECOND, untilTold } from './steps.ts';

const FRESHNESS: readonly Freshness[] = [{ consistency: 'linearizable' }, { consistency: 'lease' }];

const DRIFT_PPM = 400_000;
/** Whether the old leader has given up by then is a matter of chance. */
const ROUNDS = { needed: 2, max: 12 } as const;

/** Simulation.md section 12, story 3. */
export const minorityReadsScenario: Scenario = {
  name: 'minority-reads',
  origin: '12.3',
  summary:
    'a leader in a minority and its follower are asked while the majority writes: never stale',
  // Its clock is so slow that the others have elected somebody before it gives up.
  configure: (config) => withClocks(config, DRIFT_PPM, DRIFT_PPM, 5),
  *script(simulation): Script {
    const untold = 'no deposed leader was asked while it took itself for the leader';
    yield* untilTold(simulation, ROUNDS, (round) => askMinority(simulation, round), untold);
  },
};

/** Returns whether the old leader took itself for the leader when it was asked. */
function* askMinority(simulation: Simulation, round: number): Script<boolean> {
  const { cluster, world } = simulation;
  const leader = present(world.machines[0], 'a cluster has machines');
  yield* movesTo(simulation, leader);
  yield* writeAt(simulation, leader, `before:${round}`);
  const others = world.machines.filter((host) => host !== leader);
  const minority = [leader, ...others.slice(0, 1)];
  const majority = others.slice(1);
  const cut = between(minority, majority);
  partition(cluster, cut, false);
  yield* haveLeaders(simulation, majority);
  yield* writeAt(simulation, leaderHost(simulation), `after:${round}`);
  const isTold = leads(leader);
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
  return isTold;
}
