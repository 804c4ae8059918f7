import { EXIT_CODES, GATE_MISSED } from '../run/verdict.ts';
import type { SituationSummary } from '../situations/situation-totals.ts';
import type { CanaryOutcome } from './mutants/canary-check.ts';
import { reproduceVerdict, sweepAgain } from './reproduce-run.ts';
import { rounded } from './run-line.ts';
import type { StoredFailure } from './seed-session.ts';
import type { SweepCommand } from './sim-command.ts';
import type { SweepTotals } from './sweep-totals.ts';

/** What the store has of the same seeds by other sweeps, before this one or beside it. */
export interface EarlierResults {
  readonly passed: number;
  readonly failures: readonly StoredFailure[];
}

const NOTHING_EARLIER: EarlierResults = { passed: 0, failures: [] };

/** What a sweep is measured by, besides its runs. */
export interface SweepTiming {
  /** null: the sweep was interrupted before it was known. */
  readonly canary: CanaryOutcome | null;
  readonly wallSeconds: number;
  /** Seeds that were asked for and not run, because time or failures were up. */
  readonly notRun: number;
  readonly resumed: EarlierResults;
}

/**
 * The exit code of the failing run with the lowest seed, those included that the store knew before.
 * Without one a canary that was missed counts; what was not done is not a pass.
 */
export function sweepExitCode(
  { failures, runs }: Pick<SweepTotals, 'failures' | 'runs'>,
  canary: Pick<CanaryOutcome, 'found'> | null,
  earlier: EarlierResults = NOTHING_EARLIER,
): number {
  const all = [...earlier.failures, ...failures].sort((a, b) => Number(a.seed) - Number(b.seed));
  if (all[0] !== undefined) {
    return all[0].exitCode;
  }
  if (canary?.found === false) {
    return GATE_MISSED;
  }
  return runs + earlier.passed === 0 ? EXIT_CODES.inconclusive : EXIT_CODES.pass;
}

/** The object that a sweep prints with --json (docs/simulation.md). */
export type SweepLine = ReturnType<typeof sweepLine>;

/** How a sweep ended. */
export interface SweepEnd {
  readonly interrupted: boolean;
  /** The file that remembers its seeds. */
  readonly store: string;
  /** Whether seeds were chosen by what their runs may come into. */
  readonly steered: boolean;
  /** What runs came through, and the file that has it. */
  readonly situations: SituationSummary & { readonly file: string };
  readonly exitCode: number;
  /** Reports of failing runs, relative to the sweep's, by seed. */
  readonly runReports: ReadonlyMap<string, string>;
  /** The sweep's own. */
  readonly report: string;
}

export function sweepLine(
  command: SweepCommand,
  totals: SweepTotals,
  { wallSeconds, notRun, resumed, canary }: SweepTiming,
  { runReports, ...end }: SweepEnd,
) {
  const { first, last, shard, choice, jobs } = command;
  const { medianOk } = totals;
  const reportOf = (seed = '') => runReports.get(seed) ?? null;
  return {
    schema: 1,
    kind: 'sweep',
    seeds: `${first}..${last}`,
    shard: shard === null ? null : `${shard.index}/${shard.count}`,
    profile: choice.profile,
    scenario: choice.scenario,
    mutant: choice.mutant,
    jobs,
    runs: totals.runs,
    passed: totals.passed,
    inconclusive: totals.inconclusive,
    notRun,
    resumed: { passed: resumed.passed, failed: resumed.failures.length },
    canary,
    events: totals.events,
    virtualSeconds: rounded(totals.virtualSeconds, 3),
    wallSeconds: rounded(wallSeconds, 3),
    eventsPerSecond: Math.round(totals.events / wallSeconds),
    /** Of one thread, with all oracles and checks. */
    eventsPerSecondPerCore: Math.round(totals.events / Math.max(totals.threadSeconds, 1e-9)),
    hash: totals.hash,
    elections: totals.elections,
    committed: totals.committed,
    snapshotsSaved: totals.snapshotsSaved,
    snapshotsInstalled: totals.snapshotsInstalled,
    snapshotTransfers: totals.transfers,
    stores: totals.stores,
    compressed: totals.compressed,
    faults: totals.faults,
    faultRuns: totals.faultRuns,
    crashPoints: totals.crashPoints,
    cores: totals.cores,
    givenUp: totals.givenUp,
    operations: { ...totals.operations, medianOk },
    reads: totals.reads,
    medianOk,
    linearizability: totals.linearizability,
    liveness: totals.liveness.summary,
    blastRadius: totals.liveness.blastRadius,
    determinism: totals.determinism,
    failures: totals.failures.map((failure) => ({ ...failure, report: reportOf(failure.seed) })),
    signatures: totals.signatures.map((alike) => ({
      ...alike,
      reproduce: reproduceVerdict(alike.seeds[0] ?? '', choice, alike.exitCode),
    })),
    command: sweepAgain(command),
    ...end,
  };
}
