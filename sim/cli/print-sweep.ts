import type { SituationSummary } from '../situations/situation-totals.ts';
import { faultLines } from './fault-lines.ts';
import { canaryText } from './mutants/canary-check.ts';
import { plural } from './print-run.ts';
import { reproduceVerdict } from './reproduce-run.ts';
import type { RunChoice, SweepCommand } from './sim-command.ts';
import type { EarlierResults, SweepTiming } from './sweep-line.ts';
import { type FailureSignature, failureText, type SweepTotals } from './sweep-totals.ts';

/** Seeds of one signature that are named. */
const SEEDS_SHOWN = 8;
const count = new Intl.NumberFormat('en-US').format;

/** What a sweep came to, for people. */
export function sweepSummary(
  { first, last, choice, steers }: SweepCommand,
  totals: SweepTotals,
  { wallSeconds, notRun, resumed, canary }: SweepTiming,
  report: string,
): string {
  const perCore = Math.round(totals.events / Math.max(totals.threadSeconds, 1e-9));
  const { ok, failed, unknown } = totals.operations;
  return [
    `seeds ${first}..${last}: ${count(totals.passed)} of ${plural(totals.runs, 'run')} passed${notRun === 0 ? '' : `, ${plural(notRun, 'seed')} not run`}`,
    `${count(totals.events)} events in ${count(Math.round(totals.virtualSeconds))} virtual and ${wallSeconds.toFixed(1)} real seconds (${count(perCore)} a second on one core)`,
    `${count(ok)} operations acknowledged (${count(totals.medianOk)} in the median run), ${count(failed)} failed, ${count(unknown)} unknown`,
    `${count(totals.elections)} elections, ${count(totals.committed)} entries committed, ${count(totals.snapshotsInstalled)} snapshots installed`,
    ...faultLines(totals.faults),
    ...(steers && notRun > 0
      ? ['seeds were chosen for rare situations: the numbers are of runs chosen so']
      : []),
    ...givenUpLines(totals),
    `hash ${totals.hash}; ${plural(totals.determinism.compared, 'run')} made again in another process, ${count(totals.determinism.differing)} came out otherwise`,
    ...resumedLines(resumed),
    ...totals.signatures.flatMap((alike) => signatureLines(alike, choice, totals)),
    ...(canary === null ? [] : [canaryText(canary)]),
    `report: ${report}`,
  ].join('\n');
}

function givenUpLines({ givenUp: { runs, forgetting, lost, unasked } }: SweepTotals): string[] {
  return runs === 0
    ? []
    : [
        `${plural(runs, 'run')} acknowledged what was not synced: in ${count(forgetting)} a power cut took some of it, ${count(lost)} lost something committed and were excused from then on, ${count(unasked)} need not have worked in the end`,
      ];
}

/** One line about how much of what can be the runs came through. */
export function situationsText({ runs, reachable, reached, rare }: SituationSummary): string {
  const percent = Math.round((100 * reached) / Math.max(1, reachable));
  return `situations: ${count(reached)} of ${count(reachable)} (${percent} %) reached in ${plural(runs, 'run')}, ${count(rare)} rarely`;
}

/** What failed alike, and how to see the first of it again. */
function signatureLines(
  { seeds, exitCode }: FailureSignature,
  choice: RunChoice,
  { failures }: SweepTotals,
): string[] {
  const [first = ''] = seeds;
  const failure = failures.find(({ seed }) => seed === first);
  const others = seeds.length - 1;
  const shown = seeds.slice(1, 1 + SEEDS_SHOWN).join(', ');
  return [
    `FAILED ${failure === undefined ? first : failureText(failure)}`,
    ...(others === 0
      ? []
      : [`  alike: ${plural(others, 'seed')} more (${shown}${others > SEEDS_SHOWN ? ', …' : ''})`]),
    `  reproduce: ${reproduceVerdict(first, choice, exitCode)}`,
  ];
}

function resumedLines({ passed, failures }: EarlierResults): string[] {
  const failed = failures.length;
  return passed + failed === 0
    ? []
    : [
        `the store has ${count(passed)} ${passed === 1 ? 'pass' : 'passes'} and ${plural(failed, 'failure')} of other sweeps: not run here`,
      ];
}
