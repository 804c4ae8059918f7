import type { Tier } from '../../mutants/mutant.ts';
import type { ScoreRow, ShrunkKill } from './score.ts';
import { countOf } from './shrunk-size.ts';

/** What must hold of the mutants of a tier. */
export interface Gate {
  /** null: of those that were found in any tier but 0. */
  readonly tier: Tier | null;
  readonly name: string;
  readonly total: number;
  /** Found within the number of runs that the gate allows; of harmless ones, flagged; or shrunk. */
  readonly killed: number;
  /** `open`: not enough was run, or shrunk, to tell. */
  readonly state: 'met' | 'missed' | 'open';
}

const TIER_1_RUNS = 20;
const TIER_2_RUNS = 500;
const TIER_2_SHARE = 0.95;
const SHRUNK_SHARE = 0.9;
const SHRUNK_SIZE = 12;
const SHRUNK_SECONDS = 60;
/** Runs of each harmless mutant that must say something. */
export const HARMLESS_RUNS = 50;

/**
 * Which gates there are for the mutants that were chosen, and how they stand. How soon those of tier 3
 * are found has none: what is known of it is in the rows. Runs that say nothing count nowhere.
 */
export function gatesOf(rows: readonly ScoreRow[]): Gate[] {
  const of = (tier: Tier) => rows.filter((row) => row.tier === tier);
  const gates = [
    canaryFound(of(0)),
    foundWithin(1, `tier 1: all within ${TIER_1_RUNS} runs`, of(1), TIER_1_RUNS, 1),
    foundWithin(
      2,
      `tier 2: at least ${100 * TIER_2_SHARE} % within ${TIER_2_RUNS} runs`,
      of(2),
      TIER_2_RUNS,
      TIER_2_SHARE,
    ),
    noneFlagged(of('harmless')),
    shrunkSmall([...of(1), ...of(2), ...of(3)].filter(({ killed }) => killed)),
  ];
  return gates.filter(({ total }) => total > 0);
}

/** It takes no patience: the first run that says something decides. */
function canaryFound(rows: readonly ScoreRow[]): Gate {
  const killed = rows.filter((row) => row.killed).length;
  const survived = rows.filter((row) => !row.killed && row.survivedRuns > 0).length;
  const state = survived > 0 ? 'missed' : killed === rows.length ? 'met' : 'open';
  return { tier: 0, name: 'tier 0: the canary is found', total: rows.length, killed, state };
}

function foundWithin(
  tier: Tier,
  name: string,
  rows: readonly ScoreRow[],
  runsMax: number,
  share: number,
): Gate {
  const killed = rows.filter(({ seeds }) => seeds !== null && seeds <= runsMax).length;
  const open = rows.filter((row) => !row.killed && row.survivedRuns < runsMax).length;
  const state =
    killed >= share * rows.length
      ? 'met'
      : killed + open >= share * rows.length
        ? 'open'
        : 'missed';
  return { tier, name, total: rows.length, killed, state };
}

function noneFlagged(rows: readonly ScoreRow[]): Gate {
  const flagged = rows.filter(({ killed }) => killed).length;
  const isDone = rows.every(({ survivedRuns }) => survivedRuns >= HARMLESS_RUNS);
  const state = flagged > 0 ? 'missed' : isDone ? 'met' : 'open';
  const name = `harmless: none flagged in ${HARMLESS_RUNS} runs of each`;
  return { tier: 'harmless', name, total: rows.length, killed: flagged, state };
}

function shrunkSmall(rows: readonly ScoreRow[]): Gate {
  const small = rows.filter(({ shrunk }) => isSmall(shrunk)).length;
  const open = rows.filter(({ shrunk }) => shrunk === undefined).length;
  const share = SHRUNK_SHARE * rows.length;
  const state = small >= share ? 'met' : small + open >= share ? 'open' : 'missed';
  const name = `shrunk: at least ${100 * SHRUNK_SHARE} % of those found to ${SHRUNK_SIZE} or fewer faults and operations within ${SHRUNK_SECONDS} s`;
  return { tier: null, name, total: rows.length, killed: small, state };
}

function isSmall(shrunk: ShrunkKill | null | undefined): boolean {
  return (
    shrunk?.isSame === true &&
    countOf(shrunk.after) <= SHRUNK_SIZE &&
    shrunk.seconds <= SHRUNK_SECONDS
  );
}
