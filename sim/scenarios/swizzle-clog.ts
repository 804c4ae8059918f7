import { SITES } from '../base/keyed-random.ts';
import { clog } from '../faults/links.ts';
import { type Script, sleep } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { haveLeaders, SECOND, serves } from './steps.ts';

const ROUNDS = 3;
/** All links clog one after the other in the first half, and clear in another order in the second. */
const HALF_MICROS = 5 * SECOND;

/** Simulation.md section 12, story 16; section 2.1, "swizzle-clog". */
export const swizzleClogScenario: Scenario = {
  name: 'swizzle-clog',
  origin: '12.16',
  summary: 'every link clogs, one after the other, and they clear in another order; three times',
  configure: calm,
  *script(simulation): Script {
    for (let round = 0; round < ROUNDS; round++) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      const { world } = simulation;
      const { nowMicros, random, machines } = world;
      let link = round * 1024;
      for (const from of machines) {
        for (const to of machines) {
          if (from !== to) {
            link++;
            const begin = nowMicros + random.below(HALF_MICROS, SITES.swizzle, link, 0);
            const end = nowMicros + HALF_MICROS + random.below(HALF_MICROS, SITES.swizzle, link, 1);
            world.at(begin, () => clog(world, [from, to], end));
          }
        }
      }
      yield* sleep(2 * HALF_MICROS);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
  },
};
