import {
  type ConfigurationPhase,
  DIMENSIONS,
  type Role,
  STRIDES,
  situationOf,
} from '../../../sim/situations/dimensions.ts';
import type { SituationTotals } from '../../../sim/situations/situation-totals.ts';
import { type Html, html } from '../../html/html.ts';
import { valueWords } from './situation-words.ts';

/** How a field of the map looks; signs besides colours, for those who cannot tell these apart. */
export const MAP_STYLE = `
.heat-maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 520px), 1fr)); gap: 16px; margin: 16px 0; }
.heat-maps h3 { margin: 0 0 6px; }
.heat-box { min-width: 0; padding: 10px; margin: 0; }
table.heat { width: auto; font-size: 10.5px; line-height: 1; border-spacing: 1px; border-collapse: separate; }
table.heat th { font-size: 11px; font-weight: 500; padding: 1px 6px 1px 0; border: 0; text-align: left; }
table.heat thead th { padding: 0 2px 3px; text-align: center; white-space: normal; }
table.heat td { width: 14px; min-width: 14px; height: 14px; padding: 0; border: 0; text-align: center; vertical-align: middle; border-radius: 2px; }
table.heat .first { border-left: 4px solid var(--card); }
.h-x { background: transparent; }
.h-0 { background: var(--bad-back); color: var(--bad); }
.h-1 { background: var(--warn-back); color: var(--warn); }
.h-2 { background: color-mix(in srgb, var(--accent) 22%, var(--card)); color: var(--text); }
.h-3 { background: color-mix(in srgb, var(--accent) 48%, var(--card)); color: var(--text); }
.h-4 { background: var(--accent); color: var(--card); }
.heat-key { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13.5px; color: var(--muted); margin: 8px 0; }
.heat-key i { display: inline-block; width: 16px; height: 16px; line-height: 16px; text-align: center; font-style: normal; font-size: 10.5px; border-radius: 2px; margin-right: 5px; vertical-align: -3px; border: 1px solid var(--line); }
`;

const LITTLE = 0.2;
const MUCH = 0.6;
const { role, relation, configuration, snapshot, fault } = DIMENSIONS;

/** What there is to see: a count of faults, and how often the most frequent one was there. */
interface Field {
  readonly reachable: number;
  readonly reached: number;
  readonly isRare: boolean;
  /** Of the runs. */
  readonly share: number;
}

/** A map for each role: relations down, phases of configuration and snapshot across. */
export function heatMaps(totals: SituationTotals, reachable: ReadonlySet<number>): Html {
  const cells = [...reachable, ...totals.record.cells.map(({ cell }) => cell)];
  const shown = {
    roles: new Set(cells.map((cell) => situationOf(cell).role)),
    phases: new Set(cells.map((cell) => situationOf(cell).configuration)),
  };
  const phases = [...configuration.keys()].filter((at) =>
    shown.phases.has(configuration[at] as ConfigurationPhase),
  );
  const map: MapContent = { totals, reachable, phases };
  return html`${key()}<div class="heat-maps">
${role.map((name, at) => shown.roles.has(name) && mapOf(name, at, map))}</div>
`;
}

/** What is on it. */
interface MapContent {
  readonly totals: SituationTotals;
  readonly reachable: ReadonlySet<number>;
  /** Positions of the configuration phases that there are. */
  readonly phases: readonly number[];
}

function key(): Html {
  const entries = [
    ['h-x', '', 'cannot be'],
    ['h-0', '–', 'never reached'],
    ['h-1', '2', 'reached rarely'],
    ['h-2', '3', 'by few runs'],
    ['h-3', '5', 'by a fifth and more'],
    ['h-4', '8', 'by most'],
  ] as const;
  return html`<p class="heat-key">${entries.map(([style, sign, words]) => html`<span><i class="${style}">${sign}</i>${words}</span>\n`)}</p>
<p class="muted">Across: no snapshot, saving, sending, receiving and installing one, for each phase of the members. A digit says with how many of the ${fault.length} kinds of faults, none among them, the situation was seen.</p>
`;
}

function mapOf(name: Role, ofRole: number, { totals, reachable, phases }: MapContent): Html {
  const rows = relation.map((value, ofRelation) => {
    const first = ofRole * STRIDES.role + ofRelation * STRIDES.relation;
    const fields = phases.flatMap((ofConfiguration) =>
      snapshot.map((_, ofSnapshot) => {
        const cell =
          first + ofConfiguration * STRIDES.configuration + ofSnapshot * STRIDES.snapshot;
        return fieldMarkup(fieldOf(cell, totals, reachable), ofConfiguration, ofSnapshot);
      }),
    );
    return html`<tr><th scope="row">${valueWords('relation', value)}</th>${fields}</tr>\n`;
  });
  const title = valueWords('role', name);
  return html`<div class="table-box heat-box" tabindex="0" role="region" aria-label="Situations as ${title}">
<h3>${title}</h3>
<table class="heat">
<thead><tr><td></td>${phases.map((at) => html`<th scope="colgroup" colspan="${snapshot.length}">${valueWords('configuration', `${configuration[at]}`)}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
`;
}

function fieldOf(first: number, totals: SituationTotals, reachable: ReadonlySet<number>): Field {
  const cells = fault.map((_, at) => first + at);
  const best = cells.reduce((a, b) => (totals.runsAt(b) > totals.runsAt(a) ? b : a));
  return {
    reachable: cells.filter((cell) => reachable.has(cell)).length,
    reached: cells.filter((cell) => totals.runsAt(cell) > 0).length,
    isRare: totals.isRare(best),
    share: totals.runsAt(best) / Math.max(1, totals.runs),
  };
}

function fieldMarkup(field: Field, ofConfiguration: number, ofSnapshot: number): Html {
  const { reached, share } = field;
  const place = ofSnapshot === 0 ? ' first' : '';
  const title = `${configuration[ofConfiguration]}, snapshot ${snapshot[ofSnapshot]}: ${wordsOf(field)}`;
  const sign = field.reachable + reached === 0 ? '' : reached === 0 ? '–' : reached;
  return html`<td class="${styleOf(field)}${place}" title="${title}">${sign}</td>`;

  function wordsOf({ reachable }: Field): string {
    return reachable + reached === 0
      ? 'cannot be'
      : `${reached} of ${reachable} faults, up to ${Math.round(share * 100)} % of runs`;
  }
}

function styleOf({ reachable, reached, isRare, share }: Field): string {
  if (reached === 0) {
    return reachable === 0 ? 'h-x' : 'h-0';
  }
  if (isRare) {
    return 'h-1';
  }
  return share < LITTLE ? 'h-2' : share < MUCH ? 'h-3' : 'h-4';
}
