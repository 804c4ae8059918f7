import { measured } from '../../bench/result/columns.ts';
import { formatCount, formatNumber } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { CodecRow } from '../../bench/result/rows.ts';
import type { Chart } from '../charts/chart.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { compareCodecs } from './compare-codecs.ts';
import { distinct, grouped } from './grouped.ts';
import { suiteSection } from './section.ts';

/** What mraft's authors measured in Go, in ns, by subject, codec and operation (BM-04, BM-05). */
const SEED_NS: Readonly<Record<string, number>> = {
  'small command, thrift binary, encode': 413,
  'small command, thrift binary, decode': 418,
  'pair, binary, encode': 214,
  'pair, binary, decode': 29.9,
};

/** Values to bytes and back: a chart for each subject that several codecs have, all in the table. */
export function codecSection(results: BenchResults): Section {
  const rows = results.suites.codec?.rows ?? [];
  const subjects = [...grouped(rows, (row) => row.subject).values()];
  const compared = subjects.filter((subject) => distinct(subject, (row) => row.codec).length > 1);
  const hasSeedFigures = rows.some((row) => seedFigure(row) !== undefined);
  const main = compared[0] ?? subjects[0] ?? [];
  return suiteSection(
    {
      suite: 'codec',
      title: 'Codecs: values to bytes and back',
      lead: compareCodecs(whole(main), (row) => `${row.operation} a ${row.subject}`, typicalNs),
      charts: [...compared.map(timeChart), sizeChart(whole(main))],
      moreColumns: hasSeedFigures ? [measured('mraft', seedText)] : [],
      afterTable:
        hasSeedFigures &&
        html`<p class="muted">mraft: ns/op that its authors measured with Go on an iMac of 2013.</p>`,
    },
    results,
  );
}

/** The rows of codecs that do both: one that reads a part only is no match for them. */
function whole(rows: readonly CodecRow[]): CodecRow[] {
  const encoding = rows.filter((row) => row.operation === 'encode').map((row) => row.codec);
  return rows.filter((row) => encoding.length === 0 || encoding.includes(row.codec));
}

function timeChart(rows: readonly CodecRow[]): Chart {
  return barsOf({
    title: `Time for one ${rows[0]?.subject ?? ''}`,
    axis: 'nanoseconds, median where known',
    rows,
    label: (row) => row.operation,
    series: (row) => row.codec,
    value: typicalNs,
    format: formatNumber,
  });
}

function sizeChart(rows: readonly CodecRow[]): Chart {
  return barsOf({
    title: `Size of one encoded ${rows[0]?.subject ?? ''}`,
    axis: 'bytes, mean',
    rows,
    label: (row) => row.codec,
    series: () => 'bytes',
    value: (row) => row.bytes,
    format: formatCount,
  });
}

function typicalNs(row: CodecRow): number {
  return row.medianNsPerOp ?? row.nsPerOp;
}

function seedFigure({ subject, codec, operation }: CodecRow): number | undefined {
  return SEED_NS[`${subject}, ${codec}, ${operation}`];
}

function seedText(row: CodecRow): string {
  const ns = seedFigure(row);
  return ns === undefined ? '–' : formatNumber(ns);
}
