import { label, measured } from '../result/columns.ts';
import type { ComparedRow, Comparison } from '../result/compare.ts';
import { formatNumber, formatShare } from '../result/format.ts';
import type { BenchResults, Machine } from '../result/results.ts';
import { textTable } from './text-table.ts';

const MACHINE_FIELDS = ['cpu', 'cores', 'disk', 'kernel', 'node'] as const;

const COLUMNS = [
  label('suite', (row: ComparedRow) => row.suite),
  label('what', (row: ComparedRow) => Object.values(row.row).join(' ')),
  label('metric', (row: ComparedRow) => row.metric),
  measured('before', (row: ComparedRow) => formatNumber(row.before)),
  measured('after', (row: ComparedRow) => formatNumber(row.after)),
  measured('speed ratio', (row: ComparedRow) => row.ratio.toFixed(2)),
  label('', (row: ComparedRow) => (row.verdict === 'same' ? '' : row.verdict)),
];

/** What changed between two runs, the slowest first, for a terminal. */
export function comparisonText(
  before: BenchResults,
  after: BenchResults,
  comparison: Comparison,
  threshold: number,
): string {
  const { rows, onlyBefore, onlyAfter } = comparison;
  return [
    `before ${before.commit}, after ${after.commit}`,
    ...machineDifferences(before.machine, after.machine),
    ...(rows.length === 0 ? [] : [textTable(COLUMNS, rows)]),
    ...(onlyBefore + onlyAfter === 0
      ? []
      : [`not compared: ${onlyBefore} rows of the earlier run, ${onlyAfter} of the later one`]),
    conclusion(rows, threshold),
  ].join('\n');
}

function conclusion(rows: readonly ComparedRow[], threshold: number): string {
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const limit = formatShare(threshold);
  return rows.length === 0
    ? 'nothing to compare: the runs have no row in common'
    : `${count('slower')} slower and ${count('faster')} faster by more than ${limit}, of ${rows.length} measurements`;
}

function machineDifferences(before: Machine, after: Machine): string[] {
  return MACHINE_FIELDS.filter((field) => before[field] !== after[field]).map(
    (field) => `different machine: ${field} was "${before[field]}", is "${after[field]}"`,
  );
}
