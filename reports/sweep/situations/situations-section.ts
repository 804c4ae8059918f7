import { formatNumber } from '../../../bench/result/format.ts';
import {
  DIMENSIONS,
  type Situation,
  situationOf,
  TRANSITIONS,
} from '../../../sim/situations/dimensions.ts';
import { type Absence, neverReached } from '../../../sim/situations/never-reached.ts';
import { obstacle, reachableCells } from '../../../sim/situations/reachable.ts';
import type { Saturation } from '../../../sim/situations/saturation.ts';
import { forEachCount } from '../../../sim/situations/situation-counts.ts';
import type { ReachedCell, SituationTotals } from '../../../sim/situations/situation-totals.ts';
import { bars } from '../../html/bars.ts';
import { type Html, html } from '../../html/html.ts';
import type { Section } from '../../html/section.ts';
import { table } from '../../html/table.ts';
import { counted } from '../../sim/words.ts';
import { heatMaps } from './heat-map.ts';
import { situationWords, valueWords } from './situation-words.ts';

const ABSENCES_SHOWN = 25;
const ABSENCES_LISTED = 400;
const RARE_SHOWN = 20;
const TRAITS_SHOWN = 12;

/** What the runs of a sweep came through, and what they never reached. */
export interface SituationsReport {
  readonly totals: SituationTotals;
  /** Flags of the sweep's runs, to run the seed of an example. */
  readonly flags: string;
  /** What traits were worth when seeds were chosen by them; nothing when they were not. */
  readonly weights: readonly (readonly [trait: string, weight: number])[];
}

/** The section of a sweep's report. */
export function situationsSection({ totals, flags, weights }: SituationsReport): Section {
  const reachable = reachableCells(totals.ingredients);
  const { reached, rare, unexpected, saturation } = totals.summary;
  const percent = Math.round((100 * reached) / Math.max(1, reachable.length));
  const body = html`<p class="lead">${counted(totals.runs, 'run')} came through ${counted(reached, '', '')}of ${counted(reachable.length, 'situation')} that they could reach (${percent} %); ${counted(rare, '', '')}were rare.</p>
${unexpected > 0 && html`<p class="callout bad">${counted(unexpected, 'situation')} held to be impossible came up: the list of what can be is wrong.</p>`}
${heatMaps(totals, new Set(reachable))}
${growth(saturation, weights.length > 0)}
${faultTable(totals, reachable)}
${absences(neverReached(reachable, (cell) => totals.runsAt(cell) > 0))}
${rareCells(totals, flags)}
${steering(weights)}
${transitions(totals)}
${excluded(totals)}
`;
  return { id: 'situations', title: 'Situations', body };
}

/** What more runs would be good for. */
function growth({ curve, nextRun, atLeast }: Saturation, isSteered: boolean): Html {
  return html`<h3>What more runs would add</h3>
<p>One run more is expected to reach ${formatNumber(nextRun)} new ones; enough runs like these would reach ${counted(atLeast, '', '')}or more.${isSteered && ' Seeds were chosen to reach what is rare, and both figures are of runs chosen so.'}</p>
<figure class="reach">
<figcaption>Situations that so many of the runs reach, in the mean</figcaption>
${bars(
  'Situations that so many of the runs reach',
  curve.map(({ runs, cells }) => ({
    name: counted(runs, 'run'),
    share: cells / Math.max(1, atLeast),
    value: counted(cells, '', '').trim(),
  })),
)}
<p class="muted">The whole width is ${counted(atLeast, '', '')}situations.</p>
</figure>`;
}

/** Every cell that could have been reached and was not, a line each. */
export function neverReachedText(totals: SituationTotals): string {
  return reachableCells(totals.ingredients)
    .filter((cell) => totals.runsAt(cell) === 0)
    .map((cell) => `${situationWords(situationOf(cell))}\n`)
    .join('');
}

function faultTable(totals: SituationTotals, reachable: readonly number[]): Html {
  const situations = reachable.map((cell) => ({ cell, ...situationOf(cell) }));
  const rows = DIMENSIONS.fault.map((fault) => ({
    fault,
    cells: situations.filter((each) => each.fault === fault),
  }));
  return html`<h3>Reached while a fault is in force, of what can be</h3>
${table(
  'Reached by fault and role',
  [
    { heading: 'fault', align: 'left', value: ({ fault }) => valueWords('fault', fault) },
    ...DIMENSIONS.role.map((role) => ({
      heading: valueWords('role', role),
      align: 'right' as const,
      value: ({ cells }: (typeof rows)[number]) => {
        const own = cells.filter((each) => each.role === role);
        const reached = own.filter(({ cell }) => totals.runsAt(cell) > 0).length;
        return own.length === 0 ? '–' : `${reached} of ${own.length}`;
      },
    })),
  ],
  rows,
)}`;
}

function absences(all: readonly Absence[]): Html {
  const shown = all.slice(0, ABSENCES_SHOWN);
  const more = all.slice(ABSENCES_SHOWN, ABSENCES_LISTED);
  const rest = all.length - shown.length - more.length;
  return html`<h3>Never reached</h3>
<p>Each line stands for all situations that have these values together. What is part of an earlier line is not said again.</p>
${all.length === 0 ? html`<p>Everything that can be reached was.</p>` : absenceTable('Never reached', shown)}
${more.length > 0 && html`<details><summary>${counted(more.length, 'more line')}${rest > 0 && html`; ${rest} further ones in never-reached.txt`}</summary>${absenceTable('Also never reached', more)}</details>`}`;
}

function absenceTable(name: string, rows: readonly Absence[]): Html {
  return table(
    name,
    [
      {
        heading: 'together',
        align: 'left',
        wide: true,
        value: ({ values }: Absence) =>
          values.map(({ dimension, value }) => valueWords(dimension, value)).join('; '),
      },
      { heading: 'situations', align: 'right', value: ({ cells }) => cells },
    ],
    rows,
  );
}

function rareCells(totals: SituationTotals, flags: string): Html {
  const rare = totals.record.cells
    .filter(({ cell }) => totals.isRare(cell))
    .sort((a, b) => a.runs - b.runs || a.transitions - b.transitions || a.cell - b.cell);
  if (rare.length === 0) {
    return html``;
  }
  return html`<h3>Rarest</h3>
<p>Any of the seeds shows it again: <code>npm run sim -- --seed N${flags === '' ? '' : ` ${flags}`}</code></p>
${table(
  'Rarest situations',
  [
    {
      heading: 'situation',
      align: 'left',
      wide: true,
      value: ({ cell }: ReachedCell) => situationWords(situationOf(cell)),
    },
    { heading: 'runs', align: 'right', value: ({ runs }: ReachedCell) => runs },
    { heading: 'times', align: 'right', value: (row: ReachedCell) => row.transitions },
    { heading: 'seeds', align: 'left', value: ({ seeds }: ReachedCell) => seeds.join(', ') },
  ],
  rare.slice(0, RARE_SHOWN),
)}`;
}

function steering(weights: SituationsReport['weights']): Html {
  const best = weights.filter(([, weight]) => weight > 0).slice(0, TRAITS_SHOWN);
  return best.length === 0
    ? html``
    : html`<h3>What led to rare situations</h3>
<p>Seeds were chosen by what their configurations draw. Worth the most, all else being equal:</p>
${table(
  'What led to rare situations',
  [
    { heading: 'drawn', align: 'left', value: ([trait]) => html`<code>${trait}</code>` },
    { heading: 'worth', align: 'right', value: ([, weight]) => weight.toFixed(2) },
  ],
  best,
)}`;
}

function transitions(totals: SituationTotals): Html {
  const counts = new Map<number, number>();
  forEachCount(totals.record.transitions, (at, count) => counts.set(at, count));
  const roles = DIMENSIONS.role;
  const rows = TRANSITIONS.map((kind, at) => ({
    kind,
    counts: roles.map((_, role) => counts.get(at * roles.length + role) ?? 0),
  }));
  return html`<details><summary>Transitions by kind and role</summary>
${table(
  'Transitions by kind and role',
  [
    { heading: 'transition', align: 'left', value: ({ kind }) => kind },
    ...roles.map((role, at) => ({
      heading: valueWords('role', role),
      align: 'right' as const,
      value: (row: (typeof rows)[number]) => row.counts[at] || '–',
    })),
  ],
  rows,
)}</details>`;
}

function excluded(totals: SituationTotals): Html {
  const reasons = new Map<string, number>();
  const cellCount = Object.values(DIMENSIONS).reduce((product, { length }) => product * length, 1);
  for (let cell = 0; cell < cellCount; cell++) {
    const words = obstacle(situationOf(cell) satisfies Situation, totals.ingredients);
    if (words !== null) {
      reasons.set(words, (reasons.get(words) ?? 0) + 1);
    }
  }
  return html`<h3>What cannot be</h3>
<ul class="notes">
${[...reasons].map(([words, cells]) => html`<li>${counted(cells, 'situation')}: ${words}</li>\n`)}</ul>`;
}
