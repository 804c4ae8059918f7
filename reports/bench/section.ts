import { type Column, SUITE_COLUMNS, splitShared } from '../../bench/result/columns.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { SuiteName, SuiteRows } from '../../bench/result/rows.ts';
import type { Chart } from '../charts/chart.ts';
import { figures } from '../html/figure.ts';
import { type Content, type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';

/** What the section of a suite is made of. */
export interface SuiteSection<Name extends SuiteName> {
  readonly suite: Name;
  readonly title: string;
  /** What the numbers mean, in a sentence or two. */
  readonly lead: Content;
  readonly charts: readonly Chart[];
  /** Columns beside those of the suite, at the end. */
  readonly moreColumns?: readonly Column<SuiteRows[Name]>[];
  readonly beforeTable?: Content;
  readonly afterTable?: Content;
}

/** Charts first, the numbers below, and how they came about at the end. */
export function suiteSection<Name extends SuiteName>(
  parts: SuiteSection<Name>,
  results: BenchResults,
): Section {
  const { suite, title, lead, charts, beforeTable, afterTable } = parts;
  const body = html`<p class="lead">${lead}</p>
${charts.length > 0 && figures(charts)}
${beforeTable}
${suiteTable(parts, results)}
${afterTable}
${notesOf(suite, results)}`;
  return { id: suite, title, body };
}

function suiteTable<Name extends SuiteName>(
  parts: SuiteSection<Name>,
  results: BenchResults,
): Html {
  const rows: readonly SuiteRows[Name][] = results.suites[parts.suite]?.rows ?? [];
  const all: readonly Column<SuiteRows[Name]>[] = [
    ...SUITE_COLUMNS[parts.suite],
    ...(parts.moreColumns ?? []),
  ];
  const { columns, shared } = splitShared(all, rows);
  return html`${table(parts.title, columns, rows)}
${shared.length > 0 && html`<p class="muted">The same for all rows: ${shared.join(', ')}.</p>`}`;
}

function notesOf(suite: SuiteName, results: BenchResults): Html {
  const notes = results.suites[suite]?.notes ?? [];
  return html`${
    notes.length > 0 &&
    html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
`
  }<p class="muted">Repeat it with <code>npm run bench -- ${suite}</code></p>`;
}
