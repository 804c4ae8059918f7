import type { Mutant, Tier } from '../../mutants/mutant.ts';

/** How much there was of a run up to its failure. */
export interface ShrunkSize {
  readonly faults: number;
  readonly operations: number;
  readonly nodes: number;
  readonly virtualSeconds: number;
}

/** What the run that found a mutant was shrunk to. */
export interface ShrunkKill {
  readonly before: ShrunkSize;
  readonly after: ShrunkSize;
  /** As `3 nodes, 2 writes, 2 faults: (1) …`. */
  readonly words: string;
  /** Whether the smaller run fails by the same oracle. */
  readonly isSame: boolean;
  /** Nothing more can be left out by itself; false when the time was up before that was known. */
  readonly isMinimal: boolean;
  readonly trials: number;
  /** Of a processor, where the system tells. */
  readonly seconds: number;
}

/** What one run of a mutant came to. */
export interface MutantRun {
  readonly mutant: string;
  /** Of the mutant's build: another engine or another simulator has another one. */
  readonly digest: string;
  /** Its place among the runs of the mutant, from 1; the seed is the same number. */
  readonly run: number;
  /** Gives the same run again. */
  readonly command: string;
  /** The profile or the scenario. */
  readonly hunt: string;
  readonly verdict: string;
  /** What was violated; null in a run that passed. */
  readonly oracle: string | null;
  readonly message: string | null;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  /**
   * What the same seed comes to with the engine as it is; null where that was not asked, because the
   * mutant passed.
   */
  readonly cleanVerdict: string | null;
  /** Not there where nobody tried; null where it could not be done. */
  readonly shrunk?: ShrunkKill | null;
}

/** A mutant in the score. */
export interface ScoreRow {
  readonly id: string;
  readonly number: number | null;
  readonly tier: Tier;
  readonly killed: boolean;
  /** Which oracle found it. */
  readonly oracle: string | null;
  readonly message: string | null;
  /** In which profile or scenario. */
  readonly hunt: string | null;
  /** Runs until it was found, that one included. */
  readonly seeds: number | null;
  /** Runs that it passed. */
  readonly survivedRuns: number;
  /** Runs that say nothing: the simulator itself failed, or the seed fails without the mutant too. */
  readonly voidRuns: number;
  /** Of all its runs together. */
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  /** What the run that found it was shrunk to; not there where nobody tried, null where it cannot be. */
  readonly shrunk?: ShrunkKill | null;
  /** Gives the run that found it again. */
  readonly command: string | null;
}

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

export interface Score {
  readonly rows: readonly ScoreRow[];
  readonly gates: readonly Gate[];
  readonly killed: number;
  readonly total: number;
  readonly falseAlarms: number;
}

const TIER_1_RUNS = 20;
const TIER_2_RUNS = 500;
const TIER_2_SHARE = 0.95;
const SHRUNK_SHARE = 0.9;
const SHRUNK_SIZE = 12;
const SHRUNK_SECONDS = 60;
/** Runs of each harmless mutant. */
export const HARMLESS_RUNS = 50;

/** Whether the run found the mutant: it failed by an oracle, and not without the mutant. */
export function isKill({ verdict, cleanVerdict }: MutantRun): boolean {
  return isAlarm(verdict) && cleanVerdict === 'pass';
}

/** Whether an oracle says that something is wrong. */
export function isAlarm(verdict: string): boolean {
  return !['pass', 'inconclusive', 'harness'].includes(verdict);
}

/** Faults and operations together. */
export function countOf({ faults, operations }: ShrunkSize): number {
  return faults + operations;
}

/** The score of what was run so far. */
export function scoreOf(mutants: readonly Mutant[], runs: readonly MutantRun[]): Score {
  const rows = mutants.map((mutant) =>
    rowOf(
      mutant,
      runs.filter((run) => run.mutant === mutant.id),
    ),
  );
  const bugs = rows.filter(({ tier }) => tier !== 0 && tier !== 'harmless');
  return {
    rows,
    gates: gatesOf(rows),
    killed: bugs.filter(({ killed }) => killed).length,
    total: bugs.length,
    falseAlarms: rows.filter(({ tier, killed }) => tier === 'harmless' && killed).length,
  };
}

function rowOf({ id, number, tier }: Mutant, runs: readonly MutantRun[]): ScoreRow {
  const kill = runs.find(isKill);
  const sum = (of: (run: MutantRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const survivedRuns = runs.filter(({ verdict }) => verdict === 'pass').length;
  return {
    id,
    number,
    tier,
    killed: kill !== undefined,
    oracle: kill?.oracle ?? null,
    message: kill?.message ?? null,
    hunt: kill?.hunt ?? null,
    seeds: kill?.run ?? null,
    survivedRuns,
    voidRuns: runs.length - survivedRuns - (kill === undefined ? 0 : 1),
    virtualSeconds: sum(({ virtualSeconds }) => virtualSeconds),
    wallSeconds: sum(({ wallSeconds }) => wallSeconds),
    ...(kill?.shrunk === undefined ? {} : { shrunk: kill.shrunk }),
    command: kill?.command ?? null,
  };
}

/** How soon those of tier 3 are found has no gate: what is known of it is in the rows. */
function gatesOf(rows: readonly ScoreRow[]): Gate[] {
  const of = (tier: Tier) => rows.filter((row) => row.tier === tier);
  const gates = [
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

function foundWithin(
  tier: Tier,
  name: string,
  rows: readonly ScoreRow[],
  runsMax: number,
  share: number,
): Gate {
  const killed = rows.filter(({ seeds }) => seeds !== null && seeds <= runsMax).length;
  const open = rows.filter((row) => !row.killed && runsOf(row) < runsMax).length;
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
  const isDone = rows.every((row) => runsOf(row) >= HARMLESS_RUNS);
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

function runsOf({ survivedRuns, voidRuns, killed }: ScoreRow): number {
  return survivedRuns + voidRuns + (killed ? 1 : 0);
}
