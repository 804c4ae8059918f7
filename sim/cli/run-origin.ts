import { shortPath } from '../../src/cli/command/short-path.ts';
import type { RunSize } from '../shrink/shrink.ts';
import { sizeWords } from './print-shrunk.ts';
import { reproduceRun } from './reproduce-run.ts';
import type { RunChoice } from './sim-command.ts';

/** Which run it was, and how it came about. */
export interface RunOrigin {
  readonly seed: string;
  readonly choice: RunChoice;
  /** The capsule that was run again; null when the run was drawn from its seed, or shrunk. */
  readonly replayed?: string;
  /** What it was made smaller from. */
  readonly shrunk?: { readonly before: RunSize; readonly after: RunSize };
}

/** The command that gives the run again: the seed of one that was shrunk gives another. */
export function commandOf(
  { seed, choice, replayed, shrunk }: RunOrigin,
  writtenCapsule: string,
): string {
  const capsule = replayed ?? (shrunk === undefined ? null : shortPath(writtenCapsule));
  return capsule === null ? reproduceRun(seed, choice) : `npm run sim -- --replay ${capsule}`;
}

/** A sentence for who might take it for the run of its seed; null for that run. */
export function originWords({ replayed, shrunk }: RunOrigin): string | null {
  if (shrunk !== undefined) {
    return `Shrunk from ${sizeWords(shrunk.before)} to ${sizeWords(shrunk.after)}.`;
  }
  return replayed === undefined ? null : `A replay of ${replayed}: what was recorded, run again.`;
}
