import { configOf } from '../run/run-task.ts';
import { CANDIDATES, Steering } from '../steering/steering.ts';
import { traitsOf } from '../steering/traits.ts';
import type { SeedSession } from './seed-session.ts';
import type { SweepCommand } from './sim-command.ts';
import type { SituationSession } from './situation-session.ts';
import { toTask } from './to-task.ts';

/** Draws the configurations of seeds without running them: that costs next to nothing. */
export function steeringOf(
  { steers, choice }: SweepCommand,
  { totals }: SituationSession,
): Steering | null {
  const traits = (seed: number) => traitsOf(configOf(toTask(String(seed), choice)));
  return steers ? new Steering(traits, (cell) => totals.runsAt(cell)) : null;
}

/** The next seed to run; null when there is none. */
export function nextSeed(session: SeedSession, steering: Steering | null): number | null {
  return steering === null
    ? session.take()
    : session.takeChosen(CANDIDATES, (seeds) => steering.choose(seeds));
}
