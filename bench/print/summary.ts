import { machineLine } from '../machine.ts';
import { type Column, SUITE_COLUMNS, splitShared } from '../result/columns.ts';
import type { BenchResults, SuiteResult } from '../result/results.ts';
import { SUITE_NAMES, type SuiteName, type SuiteRows } from '../result/rows.ts';
import { textTable } from './text-table.ts';

const WIDTH = 100;

/** What was measured, for a terminal: the machine, then each suite's table and notes. */
export function summaryText(results: BenchResults): string {
  const parts = SUITE_NAMES.flatMap((name) => suiteText(name, results));
  return [machineLine(results.machine), ...parts].join('\n\n');
}

function suiteText<Name extends SuiteName>(name: Name, results: BenchResults): string[] {
  const suite: SuiteResult<SuiteRows[Name]> | undefined = results.suites[name];
  if (suite === undefined) {
    return [];
  }
  const all: readonly Column<SuiteRows[Name]>[] = SUITE_COLUMNS[name];
  const { columns, shared } = splitShared(all, suite.rows);
  const title = shared.length === 0 ? name : `${name} (${shared.join(', ')})`;
  const notes = (suite.notes ?? []).map((note) => wrapped(`- ${note}`));
  return [[title, textTable(columns, suite.rows), ...notes].join('\n')];
}

function wrapped(text: string): string {
  let line = '';
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = ` ${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n ');
}
