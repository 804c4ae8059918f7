import { RaftLabError } from '../../src/base/errors.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { ConfigOverrides } from '../config/draw-config.ts';
import { PROFILES } from '../config/profiles.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import { courseOf, type Scenario } from '../scenarios/scenario.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { CompletedRun } from './run-result.ts';
import { type Course, type RunExtras, randomCourse, runSeed } from './run-seed.ts';

/** A run as people ask for it: everything that its course depends on, besides the code. */
export interface RunTask {
  readonly seed: string;
  readonly profile: string;
  /** null for random faults. */
  readonly scenario: string | null;
  readonly overrides: ConfigOverrides;
}

/** A run that was recorded: what it was, and all that was decided in it. */
export interface Replay {
  readonly config: SimConfig;
  readonly scenario: string | null;
  readonly schedule: Schedule;
}

/**
 * The configuration that a task stands for.
 *
 * @throws RaftLabError INVALID_CONFIG for an unknown name, or a size that the scenario cannot have
 */
export function configOf(task: RunTask): SimConfig {
  const profile = PROFILES.find(({ name }) => name === task.profile);
  if (profile === undefined) {
    throw new RaftLabError('INVALID_CONFIG', `there is no profile "${task.profile}"`);
  }
  const drawn = profile.draw(task.seed, task.overrides);
  const scenario = scenarioOf(task);
  if (scenario === null) {
    return drawn;
  }
  const config = scenario.configure(drawn);
  for (const size of ['nodes', 'groups'] as const) {
    const asked = task.overrides[size];
    if (asked !== undefined && asked !== config[size]) {
      throw new RaftLabError(
        'INVALID_CONFIG',
        `scenario ${scenario.name} cannot have ${asked} ${size}: expected ${config[size]}`,
      );
    }
  }
  return config;
}

/** Runs `task`. @throws RaftLabError INVALID_CONFIG */
export function runTask(
  task: RunTask,
  platform: Pick<Ports, 'checksum' | 'utf8'>,
  extras: RunExtras = {},
): CompletedRun {
  return runSeed(configOf(task), platform, courseFor(task), task.scenario, extras);
}

/** Runs what was recorded; nothing is drawn. @throws RaftLabError INVALID_CONFIG */
export function runReplay(
  replay: Replay,
  platform: Pick<Ports, 'checksum' | 'utf8'>,
  extras: RunExtras = {},
): CompletedRun {
  const { config, scenario, schedule } = replay;
  const course = courseFor(replay);
  return runSeed(config, platform, course, scenario, { ...extras, replay: schedule });
}

/** What happens in such a run. @throws RaftLabError INVALID_CONFIG */
export function courseFor(of: Pick<RunTask, 'scenario'>): Course {
  const scenario = scenarioOf(of);
  return scenario === null ? randomCourse : courseOf(scenario);
}

function scenarioOf({ scenario: name }: Pick<RunTask, 'scenario'>): Scenario | null {
  if (name === null) {
    return null;
  }
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario === undefined) {
    throw new RaftLabError('INVALID_CONFIG', `there is no scenario "${name}"`);
  }
  return scenario;
}
