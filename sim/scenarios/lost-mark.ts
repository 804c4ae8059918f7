import { present } from '../../src/base/invariant.ts';
import type { Checksum } from '../../src/base/ports.ts';
import { segmentOfFile } from '../../src/storage/file-names.ts';
import { scanSegment } from '../../src/storage/log/segment-scan.ts';
import { PPM } from '../base/keyed-random.ts';
import { restart } from '../faults/crashes.ts';
import { between, mend, partition } from '../faults/partitions.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calmAndIdle, NO_SNAPSHOTS, QUICK_NETWORK } from './calm.ts';
import { namesSnapshot, PowerCutter } from './power-cutter.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  firstGroup,
  leaderHost,
  must,
  SECOND,
  strike,
  untilTold,
  write,
} from './steps.ts';

const MILLI = 1000;
/** A power cut takes the one write and spares the other in one round of four. */
const ROUNDS = { needed: 1, max: 30 } as const;
/** From the name of a snapshot on: the name, its sync, and the write to the log that tells of it. */
const REQUESTS_TO_MARK = 3;

/**
 * A log that is quiet says so in a batch that nobody syncs. A power cut takes that one and spares the next,
 * which tells of a snapshot; the node starts without either, and says anew, in the same bytes, that it is quiet.
 */
export const lostMarkScenario: Scenario = {
  name: 'lost-mark',
  origin: '–',
  summary:
    'a start decides without a batch behind a lost one, and the lost one is written again byte for byte',
  configure: (config) => {
    const calmed = calmAndIdle(config);
    const tuning = {
      ...calmed.tuning,
      ...NO_SNAPSHOTS,
      tickMicros: 50 * MILLI,
      syncMode: { kind: 'fdatasync' },
      snapshotIntervalTicks: 0,
    } as const;
    return {
      ...calmed,
      nodes: 3,
      groups: 1,
      stores: 'memory',
      tuning,
      disk: { ...calmed.disk, survival: PPM / 2 },
      network: { ...calmed.network, ...QUICK_NETWORK },
    };
  },
  *script(simulation) {
    const cutter = new PowerCutter(simulation);
    const untold = 'no power cut took a batch and spared the next one';
    yield* untilTold(simulation, ROUNDS, () => loseMark(simulation, cutter), untold);
  },
};

/** Returns whether the power cut left a batch behind a lost one. */
function* loseMark(simulation: Simulation, cutter: PowerCutter): Script<boolean> {
  const { cluster, operator, world } = simulation;
  const group = firstGroup(simulation);
  yield* write(simulation, 3);
  const leader = leaderHost(simulation);
  const others = world.machines.filter((host) => host !== leader);
  const alone = present(others[0], 'a cluster has followers');
  yield* catchesUp(simulation, alone);
  const sides = between([alone], [leader, ...others.slice(1)]);
  partition(cluster, sides, false);
  yield* sleep(SECOND);
  cutter.arm(alone, REQUESTS_TO_MARK, namesSnapshot);
  yield* operator.snapshot(group, alone.id);
  yield* must(() => cutter.hasStruck, 'a snapshot must be saved');
  const isLeft = hasAbandoned(alone, world.ports.checksum);
  restart(cluster, alone);
  yield* sleep(SECOND);
  strike(simulation, alone, false);
  restart(cluster, alone);
  mend(cluster, sides);
  yield* catchesUp(simulation, alone);
  return isLeft;
}

/** Whether any segment holds an intact batch behind the end of what can be read of it. */
function hasAbandoned({ disk }: SimHost, checksum: Checksum): boolean {
  return [...disk.directory.files()].some(([file, { current }]) => {
    const segment = segmentOfFile(file);
    return segment !== null && scanSegment(current, segment, null, checksum).abandoned.length > 0;
  });
}
