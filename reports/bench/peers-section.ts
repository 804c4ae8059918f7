import { formatCount } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { Section } from '../html/section.ts';
import { barsOf } from './bars.ts';
import { counted } from './durability-costs.ts';
import { grouped } from './grouped.ts';
import { suiteSection } from './section.ts';

/** The same load against other systems. */
export function peersSection(results: BenchResults): Section {
  const rows = results.suites.peers?.rows ?? [];
  return suiteSection(
    {
      suite: 'peers',
      title: 'Beside other systems',
      lead: 'The same load on the same machine in the same run, each system with its default durability. They do not promise the same things; compare with care.',
      charts: [...grouped(rows, (row) => `${row.operation}, ${row.inFlight} in flight`)].map(
        ([title, group]) =>
          barsOf({
            title,
            axis: 'operations per second',
            rows: group,
            label: (row) => `${row.system} (${counted(row.nodes, 'node')})`,
            series: () => 'operations per second',
            value: (row) => row.opsPerSecond,
            format: formatCount,
          }),
      ),
    },
    results,
  );
}
