import { EXIT_CODES } from '../run/verdict.ts';
import { rounded } from './run-line.ts';
import type { SweepCommand } from './sim-command.ts';
import type { SweepTotals } from './sweep-totals.ts';

/** What a sweep is measured by, besides its runs. */
export interface SweepTiming {
  readonly wallSeconds: number;
  /** Seeds that were asked for and not run, because time or failures were up. */
  readonly notRun: number;
}

/** The exit code of the failing run with the lowest seed; what was not done is not a pass. */
export function sweepExitCode({ failures, runs }: SweepTotals): number {
  if (failures[0] !== undefined) {
    return failures[0].exitCode;
  }
  return runs === 0 ? EXIT_CODES.inconclusive : EXIT_CODES.pass;
}

/** The object that a sweep prints with --json (docs/simulation.md). */
export function sweepLine(
  { first, last, choice, jobs }: SweepCommand,
  totals: SweepTotals,
  { wallSeconds, notRun }: SweepTiming,
  report: string | null,
): object {
  const { medianOk } = totals;
  return {
    schema: 1,
    kind: 'sweep',
    seeds: `${first}..${last}`,
    profile: choice.profile,
    scenario: choice.scenario,
    mutant: choice.mutant,
    jobs,
    runs: totals.runs,
    passed: totals.passed,
    inconclusive: totals.inconclusive,
    notRun,
    exitCode: sweepExitCode(totals),
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
    operations: { ...totals.operations, medianOk },
    reads: totals.reads,
    medianOk,
    linearizability: totals.linearizability,
    determinism: totals.determinism,
    failures: totals.failures,
    report,
  };
}
