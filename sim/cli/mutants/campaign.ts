import type { Progress } from '../../../src/cli/command/progress.ts';
import type { Mutant } from '../../mutants/mutant.ts';
import { buildMutants, type MutantBuild } from './build-mutant.ts';
import { HARMLESS_RUNS } from './gates.ts';
import { Hunt, type HuntingParty } from './hunt.ts';

/** Nobody is hunted for long before everybody was hunted for a while. */
const STAGES = [20, 100, 500];

/** What is hunted, and for how long. */
export interface CampaignPlan {
  readonly mutants: readonly Mutant[];
  /** Runs of one mutant at most. */
  readonly seedsMax: number;
  /** Mutants that are hunted at a time. */
  readonly jobs: number;
}

/** Hunts every mutant of the plan until it is found, runs are used up, or the party says stop. */
export async function campaign(
  { mutants, seedsMax, jobs }: CampaignPlan,
  party: HuntingParty,
  progress: Progress,
): Promise<readonly Hunt[]> {
  const builds = await buildMutants(mutants.map(({ id }) => id));
  const hunts = mutants.map(
    (mutant, at) => new Hunt(mutant, party, (builds[at] as MutantBuild).digest),
  );
  const stages = [...STAGES.filter((runs) => runs < seedsMax), seedsMax];
  progress.expect(stages.length * hunts.length);
  for (const stage of stages) {
    await inParallel(hunts, jobs, async (hunt) => {
      progress.working(`${hunt.mutant.id}, ${stage} runs`);
      await hunt.pursue(runsOf(hunt, stage));
      progress.advance();
    });
  }
  return hunts;
}

/** A harmless mutant has another run for each that said nothing. */
function runsOf({ mutant, runs }: Hunt, stage: number): number {
  const voidRuns = runs.filter(({ verdict }) => verdict !== 'pass').length;
  return mutant.tier === 'harmless' ? Math.min(stage, HARMLESS_RUNS + voidRuns) : stage;
}

async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
