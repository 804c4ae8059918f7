import { RaftLabError } from '../../src/base/errors.ts';
import { isDurable } from '../../src/storage/sync-mode.ts';
import { type ConfigOverrides, drawConfig } from '../config/draw-config.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { Replay } from '../run/run-task.ts';
import type { Schedule, Stroke } from '../schedule/schedule.ts';

const SECOND = 1_000_000;
/** A machine that has left may know less than it once promised. */
const OF_MEMBERS: readonly Stroke['fault'][] = ['membership', 'memberStorm'];

/** A run whose every moment is tried. */
export interface CrashRun {
  readonly config: SimConfig;
  /** What was recorded; null for what the seed draws. */
  readonly schedule: Schedule | null;
  /** Recorded changes of members, which do not take place. */
  readonly leftOut: number;
}

/** The configuration for `seed`: of a short run, in which no member comes or goes. */
export function crashConfig(seed: string, overrides: ConfigOverrides): SimConfig {
  const drawn = drawConfig(seed, { nodes: 3, groups: 2, durationMicros: 4 * SECOND, ...overrides });
  return {
    ...drawn,
    stores: 'memory',
    faults: { ...drawn.faults, membershipMicros: 0 },
    // Where nobody writes there is nothing to cut.
    workload: { ...drawn.workload, quiet: 0, tailOffMicros: 0 },
    tuning: { ...drawn.tuning, snapshotEntries: 20, segmentBytes: 4096 },
  };
}

/**
 * What was recorded, as far as it can be tried: with state in memory, and without changes of members.
 *
 * @param durationMicros - of the beginning that is tried
 * @throws RaftLabError INVALID_CONFIG when disks of the run may lose what is synced, or it is a story
 */
export function recordedRun(replay: Replay, durationMicros: number): CrashRun {
  const { config, scenario, schedule } = replay;
  const { diskFaults, tuning } = config;
  const isFaulty = Object.values(diskFaults).some((value) => value !== 0 && value !== false);
  if (scenario !== null) {
    throw refusal(`scenario ${scenario}`, 'a run of random faults');
  }
  if (isFaulty || !isDurable(tuning.syncMode)) {
    throw refusal(`profile ${config.profile}`, 'a run whose disks keep what is synced');
  }
  const strokes = schedule.strokes.filter(({ fault }) => !OF_MEMBERS.includes(fault));
  return {
    config: {
      ...config,
      stores: 'memory',
      durationMicros: Math.min(config.durationMicros, durationMicros),
    },
    schedule: { ...schedule, strokes },
    leftOut: schedule.strokes.length - strokes.length,
  };
}

function refusal(found: string, expected: string): RaftLabError {
  return new RaftLabError('INVALID_CONFIG', `${found}: expected ${expected}`);
}
