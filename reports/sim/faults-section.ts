import type { RecordedFault, Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { FAULT_NAMES, faultWords } from './fault-words.ts';
import type { NodeNames } from './node-names.ts';
import { counted, moment } from './words.ts';

/** Rows of the table of single faults; the timeline shows the others. */
const ROWS_MAX = 500;

/** What was done to the cluster: how often each kind, and each fault with its time. */
export function faultsSection(result: RunResult, { faults }: Recording, names: NodeNames): Section {
  const counts = Object.entries(FAULT_NAMES).map(([kind, name]) => ({
    name,
    count: result.counts.faults[kind as keyof typeof FAULT_NAMES],
  }));
  const happened = counts.filter(({ count }) => count > 0);
  const absent = counts.filter(({ count }) => count === 0).map(({ name }) => name);
  return {
    id: 'faults',
    title: 'Faults and operator actions',
    body: html`<p>Counted from what the world and the engine did, not from what was planned.</p>
${table(
  'How often each kind of fault happened',
  [
    { heading: 'what happened', align: 'left', value: ({ name }) => name },
    { heading: 'times', align: 'right', value: ({ count }) => counted(count, '', '').trim() },
  ],
  happened,
)}
${absent.length > 0 && html`<p class="muted">Did not happen in this run: ${absent.join(', ')}.</p>`}
${
  faults.length > 0 &&
  html`<details><summary>Each of ${counted(faults.length, 'fault')} with its time</summary>
${faultTable(faults.slice(0, ROWS_MAX), names)}
${faults.length > ROWS_MAX && html`<p class="muted">${faults.length - ROWS_MAX} later ones are left out of this table.</p>`}
</details>`
}`,
  };
}

function faultTable(faults: readonly RecordedFault[], names: NodeNames) {
  const rows = faults.map((fault) => ({ ...fault, words: faultWords(fault, names) }));
  return table(
    'Every fault',
    [
      { heading: 'from', align: 'right', value: ({ fromMicros }) => moment(fromMicros) },
      {
        heading: 'for',
        align: 'right',
        value: ({ fromMicros, untilMicros }) => moment(untilMicros - fromMicros),
      },
      { heading: 'what', align: 'left', value: ({ words }) => words.kind },
      { heading: 'whom', align: 'left', value: ({ words }) => words.short },
      { heading: 'in detail', align: 'left', wide: true, value: ({ words }) => words.detail },
    ],
    rows,
  );
}
