import { readFileSync, writeFileSync } from 'node:fs';
import { RaftLabError } from '../../src/base/errors.ts';
import type { Streams } from '../../src/cli/command/streams.ts';
import { badValue, UsageError } from '../../src/cli/command/usage-error.ts';
import {
  checkForeignHistory,
  type ForeignCase,
  type ForeignCheck,
} from '../checker/foreign/check-foreign-history.ts';
import { FORMATS, guessFormat } from '../checker/foreign/formats.ts';
import { plainText } from '../checker/foreign/plain.ts';
import { writeCases } from '../checker/foreign/write-cases.ts';
import type { Verdict } from '../checker/verdict.ts';
import { EXIT_CODES } from '../run/verdict.ts';
import { fileBehind, refuseSharedFiles } from './distinct-files.ts';
import { plural } from './print-run.ts';
import { rounded } from './run-line.ts';
import type { CheckCommand, Copy } from './sim-command.ts';

const VERDICT_CODES: Readonly<Record<Verdict, number>> = {
  ok: EXIT_CODES.pass,
  violation: EXIT_CODES.linearizability,
  inconclusive: EXIT_CODES.inconclusive,
};
const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  ok: 'linearizable',
  violation: 'NOT linearizable',
  inconclusive: 'inconclusive: the search ran out of its budget',
};

/**
 * Checks a history that another program wrote.
 *
 * @returns 0 linearizable, 11 violation, 15 inconclusive.
 * @throws UsageError when the file cannot be read as a history.
 */
export function checkCommand(command: CheckCommand, streams: Streams): number {
  const { file, json, copy, kind: _, ...options } = command;
  refuseSharedFiles(fileBehind('check', file), fileBehind('--write', copy?.file ?? null));
  const text = read(file);
  const startMs = performance.now();
  const checked = check(file, text, options);
  const wallSeconds = (performance.now() - startMs) / 1000;
  if (copy !== undefined) {
    writeCopy(copy, checked);
  }
  const exitCode = VERDICT_CODES[checked.verdict];
  streams.stdout.write(
    json
      ? `${JSON.stringify({ ...checkLine(file, checked, wallSeconds, exitCode), written: copy ?? null })}\n`
      : `${checkText(file, checked, wallSeconds)}${copy === undefined ? '' : writtenText(copy, checked)}\n`,
  );
  return exitCode;
}

function writeCopy({ file, format }: Copy, checked: ForeignCheck): void {
  const cases = checked.cases.map((one) => one.written());
  const text = orUsage(`--to ${format}`, () => writeCases(cases, format));
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw badValue('--write', file, `a file that can be written (${(error as Error).message})`);
  }
}

/** Only unit-json says itself what the first state is. */
function writtenText({ file, format }: Copy, { cases }: ForeignCheck): string {
  const initial = cases[0]?.initial ?? null;
  const isLost = initial !== null && format !== 'unit-json';
  const hint = isLost ? `, to be checked with --initial '${plainText(initial)}'` : '';
  return `\nwritten to ${file} (${format}${hint})`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badValue('check', file, `a file that can be read (${(error as Error).message})`);
  }
}

function check(
  file: string,
  text: string,
  options: Pick<CheckCommand, 'format' | 'model' | 'initial'>,
): ForeignCheck {
  const guess = guessFormat(text);
  const others = FORMATS.filter((format) => format !== guess).join(', ');
  const hint =
    options.format === undefined ? ` (read as ${guess}; --format names another: ${others})` : '';
  return orUsage(`check "${file}"`, () => checkForeignHistory(text, options), hint);
}

/** What `run` returns; what it refuses is a mistake of whoever asked. */
function orUsage<T>(what: string, run: () => T, hint = ''): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof RaftLabError
      ? new UsageError(`${what}: ${error.message}${hint}`)
      : error;
  }
}

function checkLine(
  file: string,
  checked: ForeignCheck,
  wallSeconds: number,
  exitCode: number,
): object {
  return {
    schema: 1,
    kind: 'check',
    file,
    format: checked.format,
    verdict: checked.verdict,
    exitCode,
    wallSeconds: rounded(wallSeconds, 3),
    cases: checked.cases.map((one) => ({
      name: one.name,
      model: one.model,
      expected: one.expected,
      verdict: one.check.verdict,
      operations: one.operations,
      unknown: one.unknown,
      partitions: one.check.partitions.length,
      steps: one.check.steps,
      violations: one.violations,
    })),
  };
}

function checkText(file: string, checked: ForeignCheck, wallSeconds: number): string {
  return [
    `${file}: ${VERDICT_WORDS[checked.verdict]} (${checked.format}, ${wallSeconds.toFixed(2)} s)`,
    ...checked.cases.flatMap(caseLines),
    ...(isEmpty(checked) ? ['  nothing was checked: the history has no operations'] : []),
  ].join('\n');
}

function isEmpty({ cases }: ForeignCheck): boolean {
  return cases.every(({ operations }) => operations === 0);
}

function caseLines(one: ForeignCase): string[] {
  const name = one.name === null ? '' : `${one.name}: `;
  const { verdict, partitions } = one.check;
  return [
    `  ${name}${VERDICT_WORDS[verdict]}; model ${one.model}, ${plural(one.operations, 'operation')}, ${one.unknown} of unknown outcome, ${plural(partitions.length, 'partition')}`,
    ...one.violations.map(({ text }) => text.replace(/^/gm, '    ')),
  ];
}
