import type { Mutant, Tier } from '../../mutants/mutant.ts';
import { isBrokenCode } from './broken-code.ts';
import { type Gate, gatesOf } from './gates.ts';

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
  /** Whether the smaller run fails by the same oracle, and not so without the mutant. */
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
  /** Whether that is one of those that the mutant names; null where nobody found it. */
  readonly expected: boolean | null;
  readonly message: string | null;
  /** In which profile or scenario. */
  readonly hunt: string | null;
  /** Runs until it was found, that one included. */
  readonly seeds: number | null;
  /** Runs that it passed. */
  readonly survivedRuns: number;
  /**
   * Runs that say nothing: the simulator itself failed, the seed fails without the mutant too, or the
   * mutant's code is broken by itself.
   */
  readonly voidRuns: number;
  /** Of all its runs together. */
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  /** What the run that found it was shrunk to; not there where nobody tried, null where it cannot be. */
  readonly shrunk?: ShrunkKill | null;
  /** The smaller run in words, as far as it fails by the same oracle. */
  readonly shrunkTo: string | null;
  /** Gives the run that found it again. */
  readonly command: string | null;
}

export interface Score {
  readonly rows: readonly ScoreRow[];
  readonly gates: readonly Gate[];
  readonly killed: number;
  readonly total: number;
  readonly falseAlarms: number;
}

/**
 * Whether the run found the mutant: it failed by an oracle, and not without the mutant, nor because the
 * mutant's code is broken by itself.
 */
export function isKill(run: MutantRun): boolean {
  return isAlarm(run.verdict) && run.cleanVerdict === 'pass' && !isBrokenCode(run);
}

/** Whether an oracle says that something is wrong. */
export function isAlarm(verdict: string): boolean {
  return !['pass', 'inconclusive', 'harness'].includes(verdict);
}

/** Whether any of its runs says something about the mutant. */
export function isDecided({ killed, survivedRuns }: ScoreRow): boolean {
  return killed || survivedRuns > 0;
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

function rowOf({ id, number, tier, oracles }: Mutant, runs: readonly MutantRun[]): ScoreRow {
  const kill = runs.find(isKill);
  const shrunk = kill?.shrunk;
  const sum = (of: (run: MutantRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const survivedRuns = runs.filter(({ verdict }) => verdict === 'pass').length;
  return {
    id,
    number,
    tier,
    killed: kill !== undefined,
    oracle: kill?.oracle ?? null,
    expected: kill === undefined ? null : oracles.some((oracle) => oracle === kill.oracle),
    message: kill?.message ?? null,
    hunt: kill?.hunt ?? null,
    seeds: kill?.run ?? null,
    survivedRuns,
    voidRuns: runs.length - survivedRuns - (kill === undefined ? 0 : 1),
    virtualSeconds: sum(({ virtualSeconds }) => virtualSeconds),
    wallSeconds: sum(({ wallSeconds }) => wallSeconds),
    ...(shrunk === undefined ? {} : { shrunk }),
    shrunkTo: shrunk?.isSame === true ? shrunk.words : null,
    command: kill?.command ?? null,
  };
}
