import { formatCount } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { IdleRow } from '../../bench/result/rows.ts';
import type { Section } from '../html/section.ts';
import { suiteSection } from './section.ts';

/** What groups cost that nobody uses. */
export function idleSection(results: BenchResults): Section {
  const rows = results.suites.idle?.rows ?? [];
  const groups = rows.reduce((most, row) => Math.max(most, row.groups), 0);
  return suiteSection(
    {
      suite: 'idle',
      title: `Idle groups: what ${formatCount(groups)} cost that nobody uses`,
      lead: `CPU time of all nodes in each second: ${rows.map(wordsOf).join('; ')}.`,
      charts: [],
    },
    results,
  );
}

function wordsOf({ groups, quiesce, coalescing, cpuSecondsPerSecond }: IdleRow): string {
  const how = quiesce ? 'asleep' : coalescing ? 'heartbeats together' : 'heartbeats one by one';
  const count = `${formatCount(groups)} ${groups === 1 ? 'group' : 'groups'}`;
  return `${count}, ${how}: ${(cpuSecondsPerSecond * 1000).toFixed(1)} ms`;
}
