import { faultLines } from './fault-lines.ts';
import { canaryText } from './mutants/canary-check.ts';
import { plural } from './print-run.ts';
import { reproduceVerdict } from './reproduce-run.ts';
import type { SweepCommand } from './sim-command.ts';
import type { SweepTiming } from './sweep-line.ts';
import { failureText, type SweepTotals } from './sweep-totals.ts';

const count = new Intl.NumberFormat('en-US').format;

/** What a sweep came to, for people. */
export function sweepSummary(
  { first, last, choice }: SweepCommand,
  totals: SweepTotals,
  { wallSeconds, notRun, canary }: SweepTiming,
  report: string | null,
): string {
  const perCore = Math.round(totals.events / Math.max(totals.threadSeconds, 1e-9));
  const { ok, failed, unknown } = totals.operations;
  return [
    `seeds ${first}..${last}: ${count(totals.passed)} of ${plural(totals.runs, 'run')} passed${notRun === 0 ? '' : `, ${plural(notRun, 'seed')} not run`}`,
    `${count(totals.events)} events in ${count(Math.round(totals.virtualSeconds))} virtual and ${wallSeconds.toFixed(1)} real seconds (${count(perCore)} a second on one core)`,
    `${count(ok)} operations acknowledged (${count(totals.medianOk)} in the median run), ${count(failed)} failed, ${count(unknown)} unknown`,
    `${count(totals.elections)} elections, ${count(totals.committed)} entries committed, ${count(totals.snapshotsInstalled)} snapshots installed`,
    ...faultLines(totals.faults),
    `hash ${totals.hash}; ${plural(totals.determinism.compared, 'run')} made again in another process, ${count(totals.determinism.differing)} came out otherwise`,
    ...totals.failures.flatMap((failure) => [
      `FAILED ${failureText(failure)}`,
      `  reproduce: ${reproduceVerdict(failure.seed, choice, failure.exitCode)}`,
    ]),
    canaryText(canary),
    ...(report === null ? [] : [`report: ${report}`]),
  ].join('\n');
}
