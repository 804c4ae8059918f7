import type { Blame } from '../shrink/blame.ts';
import type { RunSize, Shrunk } from '../shrink/shrink.ts';
import { plural, violationText } from './print-run.ts';

/** Rows of the table of faults that are shown; the JSON line has all. */
const ROWS_MAX = 24;
const MICROS_PER_SECOND = 1_000_000;

/** What is left of a run, where it lies, and which faults mattered. */
export function shrunkLines(
  shrunk: Shrunk,
  files: { readonly capsule: string; readonly report: string; readonly test: string },
): string[] {
  const { before, after, trials, seconds, isMinimal, result } = shrunk;
  const { violation } = result;
  return [
    '',
    `SHRUNK in ${seconds.toFixed(0)} s and ${plural(trials, 'trial')}${isMinimal ? '' : '; the time was up before nothing more could be left out'}`,
    `  from       ${sizeWords(before)}`,
    `  to         ${sizeWords(after)}`,
    `  reproducer ${shrunk.words}`,
    ...(violation === null ? [] : [`  what       ${violationText(violation)}`]),
    `  reproduce  npm run sim -- --replay ${files.capsule}`,
    `  test       ${files.test}`,
    `  report     ${files.report}`,
    ...blameLines(shrunk.blame),
  ];
}

export function sizeWords({ nodes, groups, operations, faults, virtualMicros }: RunSize): string {
  const seconds = (virtualMicros / MICROS_PER_SECOND).toFixed(2);
  return [
    plural(nodes, 'node'),
    plural(groups, 'group'),
    plural(operations, 'operation'),
    plural(faults, 'fault'),
    `${seconds} virtual seconds`,
  ].join(', ');
}

function blameLines(blame: readonly Blame[]): string[] {
  const telling = blame.filter(({ verdict }) => verdict !== 'irrelevant');
  const others = blame.length - telling.length;
  const shown = telling.slice(0, ROWS_MAX);
  return [
    '  faults of the whole run',
    ...shown.map(({ atMicros, fault, verdict, instead }) => {
      const at = (atMicros / MICROS_PER_SECOND).toFixed(6).padStart(12);
      const words =
        verdict === 'masks' ? `masks ${instead}: without it that oracle speaks` : verdict;
      return `${at}  ${fault.padEnd(12)} ${words}`;
    }),
    ...(telling.length > shown.length
      ? [`             … ${telling.length - shown.length} more`]
      : []),
    `             ${plural(others, 'irrelevant fault')}`,
  ];
}
