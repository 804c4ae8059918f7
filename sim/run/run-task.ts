import { RaftLabError } from '../../src/base/errors.ts';
import type { Ports } from '../../src/base/ports.ts';
import type { ConfigOverrides } from '../config/draw-config.ts';
import { PROFILES } from '../config/profiles.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { SCENARIOS } from '../scenarios/catalogue.ts';
import { courseOf, type Scenario } from '../scenarios/scenario.ts';
import type { CompletedRun } from './run-result.ts';
import { type RunExtras, randomCourse, runSeed } from './run-seed.ts';

/** A run as people ask for it: everything that its course depends on, besides the code. */
export interface RunTask {
  readonly seed: string;
  readonly profile: string;
  /** null for random faults. */
  readonly scenario: string | null;
  readonly overrides: ConfigOverrides;
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
  const scenario = scenarioOf(task);
  const course = scenario === null ? randomCourse : courseOf(scenario);
  return runSeed(configOf(task), platform, course, task.scenario, extras);
}

function scenarioOf(task: RunTask): Scenario | null {
  if (task.scenario === null) {
    return null;
  }
  const scenario = SCENARIOS.find(({ name }) => name === task.scenario);
  if (scenario === undefined) {
    throw new RaftLabError('INVALID_CONFIG', `there is no scenario "${task.scenario}"`);
  }
  return scenario;
}
