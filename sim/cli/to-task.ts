import { RaftLabError } from '../../src/base/errors.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';
import type { SimConfig } from '../config/sim-config.ts';
import { configOf, type RunTask } from '../run/run-task.ts';
import type { RunChoice } from './sim-command.ts';

/** The run of `seed`. */
export function toTask(seed: string, { profile, scenario, overrides }: RunChoice): RunTask {
  return { seed, profile, scenario, overrides };
}

/** The configuration of a task. @throws UsageError when there can be no such run. */
export function configOrRefuse(task: RunTask): SimConfig {
  try {
    return configOf(task);
  } catch (error) {
    throw error instanceof RaftLabError ? new UsageError(error.message) : error;
  }
}
