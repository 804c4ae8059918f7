import { RaftLabError } from '../../src/base/errors.ts';
import { UsageError } from '../../src/cli/command/usage-error.ts';
import { configOf, type RunTask } from '../run/run-task.ts';
import type { RunChoice } from './sim-command.ts';

/** The run of `seed`. @throws UsageError when there can be no such run. */
export function toTask(seed: string, { profile, scenario, overrides }: RunChoice): RunTask {
  const task = { seed, profile, scenario, overrides };
  try {
    configOf(task);
  } catch (error) {
    throw error instanceof RaftLabError ? new UsageError(error.message) : error;
  }
  return task;
}
