import { formatNumber } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { SnapshotRow } from '../../bench/result/rows.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { compareCodecs } from './compare-codecs.ts';
import { suiteSection } from './section.ts';

const MIB = 2 ** 20;

/** Snapshots by codec. */
export function snapshotSection(results: BenchResults): Section {
  const rows = results.suites.snapshot?.rows ?? [];
  const shared = {
    rows,
    label: (row: SnapshotRow) => row.operation,
    series: (row: SnapshotRow) => row.codec,
  };
  return suiteSection(
    {
      suite: 'snapshot',
      title: 'Snapshots: saving, streaming, installing',
      lead: compareCodecs(
        rows,
        (row) => row.operation,
        (row) => row.seconds,
      ),
      charts: [
        barsOf({
          ...shared,
          title: 'Speed',
          axis: 'MB per second',
          value: (row) => row.mbPerSecond,
          format: formatNumber,
        }),
        barsOf({
          ...shared,
          title: 'Peak memory',
          axis: 'MiB of anonymous memory',
          value: (row) => row.peakRssAnonBytes / MIB,
          format: formatNumber,
        }),
      ],
    },
    results,
  );
}
