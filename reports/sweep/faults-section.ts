import { formatNumber } from '../../bench/result/format.ts';
import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { FAULT_NAMES } from '../sim/fault-words.ts';
import { counted } from '../sim/words.ts';
import { chosenSeeds } from './chosen-seeds.ts';

const SECONDS_PER_MINUTE = 60;

/** What was done to the clusters, how often, and in how many of the runs. */
export function faultsSection(line: SweepLine): Section {
  const { faults, faultRuns, virtualSeconds, runs, crashPoints } = line;
  const minutes = Math.max(virtualSeconds / SECONDS_PER_MINUTE, 1e-9);
  const all = (Object.keys(FAULT_NAMES) as (keyof typeof FAULT_NAMES)[]).map((kind) => ({
    name: FAULT_NAMES[kind],
    count: faults[kind],
    runs: faultRuns[kind],
  }));
  const absent = all.filter(({ count }) => count === 0).map(({ name }) => name);
  const happened = all.filter(({ count }) => count > 0);
  const points = Object.entries(crashPoints).map(([kind, counts]) => ({ kind, ...counts }));
  return {
    id: 'faults',
    title: 'Faults and operator actions',
    body: html`<p>${happened.length} of ${all.length} kinds happened. Counted from what the world and the engine did, not from what was planned; minutes are virtual.</p>
${chosenSeeds(line)}
${table(
  'How often each kind happened',
  [
    { heading: 'what happened', align: 'left', value: ({ name }) => name },
    { heading: 'times', align: 'right', value: ({ count }) => whole(count) },
    {
      heading: 'a minute',
      align: 'right',
      value: ({ count }) => formatNumber(count / minutes),
    },
    {
      heading: 'in runs',
      align: 'right',
      value: (row) =>
        `${whole(row.runs)} (${formatNumber((100 * row.runs) / Math.max(runs, 1))} %)`,
    },
  ],
  happened,
)}
${absent.length > 0 && html`<p class="muted">Did not happen in this sweep: ${absent.join(', ')}.</p>`}
<h3>Crash points</h3>
<p>Nodes that ended just before or just after an effect of the engine.</p>
${table(
  'Crash points',
  [
    { heading: 'effect', align: 'left', value: ({ kind }) => html`<code>${kind}</code>` },
    { heading: 'before', align: 'right', value: ({ before }) => whole(before) },
    { heading: 'after', align: 'right', value: ({ after }) => whole(after) },
  ],
  points,
)}`,
  };
}

function whole(count: number): string {
  return counted(count, '', '').trim();
}
