import { buildId } from '../../../sim/cli/build-id.ts';
import { SeedSession } from '../../../sim/cli/seed-session.ts';
import type { SweepCommand } from '../../../sim/cli/sim-command.ts';
import { SituationSession } from '../../../sim/cli/situation-session.ts';

const CHOICE = { profile: 'default', scenario: null, overrides: {}, mutant: null };
const KEY = { run: '', ...buildId() };

/** A sweep over a range of seeds, in a test that runs none of them. */
export function sweepOf(
  [first, last]: readonly [number, number],
  store: string,
  more: Partial<SweepCommand> = {},
): SweepCommand {
  return {
    ...{ kind: 'sweep', asked: { first, last }, shard: null, first, last, store, choice: CHOICE },
    ...{ jobs: 1, minutes: null, runsMax: null, steers: false, failuresMax: 10 },
    ...{ reportsAll: false, checksDeterminism: false, output: { json: true, verbose: false } },
    ...more,
  };
}

/** What a sweep keeps of its seeds; the sweep begins. */
export function seedsOf(
  range: readonly [number, number],
  store: string,
  more: Partial<SweepCommand> = {},
): SeedSession {
  return new SeedSession(sweepOf(range, store, more), '');
}

/** What a sweep keeps of the situations of its runs. */
export function situationsOf(range: readonly [number, number], store: string): SituationSession {
  return new SituationSession(sweepOf(range, store), '', KEY);
}
