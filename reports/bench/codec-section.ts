import { formatCount, formatNumber } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { CodecRow } from '../../bench/result/rows.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { compareCodecs } from './compare-codecs.ts';
import { suiteSection } from './section.ts';

/** Values to bytes and back. The charts show the subject with the most bytes, the table all. */
export function codecSection(results: BenchResults): Section {
  const rows = results.suites.codec?.rows ?? [];
  const subject = [...rows].sort((a, b) => b.bytes - a.bytes)[0]?.subject ?? '';
  const main = rows.filter((row) => row.subject === subject);
  return suiteSection(
    {
      suite: 'codec',
      title: 'Codecs: values to bytes and back',
      lead: compareCodecs(main, (row) => `${row.operation} a ${row.subject}`, typicalNs),
      charts: [
        barsOf({
          title: `Time for one ${subject}`,
          axis: 'nanoseconds, median where known',
          rows: main,
          label: (row) => row.operation,
          series: (row) => row.codec,
          value: typicalNs,
          format: formatNumber,
        }),
        barsOf({
          title: `Size of one encoded ${subject}`,
          axis: 'bytes, mean',
          rows: main,
          label: (row) => row.codec,
          series: () => 'bytes',
          value: (row) => row.bytes,
          format: formatCount,
        }),
      ],
    },
    results,
  );
}

function typicalNs(row: CodecRow): number {
  return row.medianNsPerOp ?? row.nsPerOp;
}
