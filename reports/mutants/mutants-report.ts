import type { Gate } from '../../sim/cli/mutants/gates.ts';
import {
  isUnexpected,
  MARK,
  shrunkText,
  unexpectedText,
} from '../../sim/cli/mutants/print-score.ts';
import { isDecided, type Score, type ScoreRow } from '../../sim/cli/mutants/score.ts';
import { MUTANTS } from '../../sim/mutants/catalogue.ts';
import { figures } from '../html/figure.ts';
import { type Html, html } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { framed, type Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { foundChart, oracleChart } from './found-chart.ts';
import { shrunkChart } from './shrunk-chart.ts';

const MICROS_PER_SECOND = 1_000_000;

/**
 * The score of the simulator as one HTML file that needs nothing else.
 *
 * @param durationMicros - virtual time with faults of each run; null for what profiles say
 */
export function renderMutantsReport(score: Score, durationMicros: number | null): string {
  const sections = [
    gatesSection(score),
    chartsSection(score),
    tableSection(score),
    wordsSection(score),
  ];
  return renderPage({
    title: `raftlab mutants: ${foundText(score)}`,
    header: header(score, durationMicros, sections),
    main: html`${sections.map(framed)}`,
    footer: html`<p>Made by raftlab. A mutant is the engine with one known mistake; a run found it when an oracle said so, and when the same seed passes without the mistake.</p>`,
  });
}

function header(
  { killed, total, falseAlarms, rows }: Score,
  durationMicros: number | null,
  sections: readonly Section[],
): Html {
  const tone = killed === total && falseAlarms === 0 ? 'good' : 'bad';
  const runs = rows.reduce((sum, row) => sum + row.survivedRuns + row.voidRuns + +row.killed, 0);
  const length =
    durationMicros === null
      ? 'as long as profiles say'
      : `${durationMicros / MICROS_PER_SECOND} s of faults`;
  const tiles = [
    [total === 0 ? '–' : `${killed} of ${total}`, 'known mistakes found'],
    [`${falseAlarms}`, 'harmless mutants flagged'],
    [`${runs}`, `runs, each ${length}`],
    [`${Math.round(rows.reduce((sum, row) => sum + row.wallSeconds, 0))} s`, 'of one core'],
  ];
  return html`<h1>raftlab mutants <span class="badge ${tone}">${foundText({ killed, total })}</span></h1>
<p class="verdict">${total === 0 ? 'No known mistake of a tier from 1 to 3 was hunted' : `The simulator finds ${killed} of ${total} known mistakes of consensus`}${falseAlarms === 0 ? '' : `, and takes ${falseAlarms} harmless habits for one`}.</p>
<div class="tiles">
${tiles.map(([figure, caption]) => html`<div class="tile"><b>${figure}</b><span>${caption}</span></div>\n`)}</div>
<nav aria-label="Sections">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>\n`)}</nav>`;
}

function foundText({ killed, total }: Pick<Score, 'killed' | 'total'>): string {
  return total === 0 ? 'none hunted' : `${killed} of ${total} found`;
}

function gatesSection({ gates }: Score): Section {
  const body =
    gates.length === 0
      ? html`<p>None of the mutants that were run has a gate.</p>`
      : table(
          'Gates',
          [
            { heading: 'state', align: 'left', value: stateBadge },
            {
              heading: 'found',
              align: 'right',
              value: ({ killed, total }) => `${killed} of ${total}`,
            },
            { heading: 'gate', align: 'left', value: ({ name }: Gate) => name },
          ],
          gates,
          'stacks',
        );
  return { id: 'gates', title: 'Gates', body };
}

function stateBadge({ state }: Gate): Html {
  const words = {
    met: ['good', 'met'],
    missed: ['bad', 'missed'],
    open: ['warn', 'too little was run to tell'],
  } as const;
  const [tone, text] = words[state];
  return html`<span class="badge ${tone}">${text}</span>`;
}

function chartsSection({ rows }: Score): Section {
  const isFound = rows.some(({ killed, tier }) => killed && tier !== 0 && tier !== 'harmless');
  const body = isFound
    ? figures([foundChart(rows), oracleChart(rows), ...shrunkChart(rows)])
    : html`<p>Nothing was found.</p>`;
  return { id: 'charts', title: 'How soon, by whom, and how small', body };
}

function tableSection({ rows }: Score): Section {
  const columns = [
    { heading: 'mutant', align: 'left', value: ({ id }: ScoreRow) => html`<code>${id}</code>` },
    { heading: 'tier', align: 'right', value: ({ tier }: ScoreRow) => String(tier) },
    { heading: 'killed by', align: 'left', value: killedBy },
    {
      heading: 'in',
      align: 'left',
      value: ({ hunt, killed }: ScoreRow) => killed && html`<code>${hunt ?? ''}</code>`,
    },
    { heading: 'seeds to kill', align: 'right', value: ({ seeds }: ScoreRow) => seeds ?? '–' },
    {
      heading: 'virtual s',
      align: 'right',
      value: (row: ScoreRow) => row.virtualSeconds.toFixed(1),
    },
    { heading: 'wall s', align: 'right', value: (row: ScoreRow) => row.wallSeconds.toFixed(1) },
    { heading: 'shrunk size', align: 'left', value: shrunkText },
    {
      heading: 'survived runs',
      align: 'right',
      value: ({ survivedRuns }: ScoreRow) => survivedRuns,
    },
  ] as const;
  const body = html`${table('Mutants', columns, rows, 'stacks')}${unexpectedText(rows).map((text) => html`<p>${text}.</p>`)}`;
  return { id: 'mutants', title: 'Mutants', body };
}

function wordsSection({ rows }: Score): Section {
  const columns = [
    { heading: 'mutant', align: 'left', value: ({ id }: ScoreRow) => html`<code>${id}</code>` },
    { heading: 'what is done', align: 'left', wide: true, value: summaryOf },
    {
      heading: 'run it again',
      align: 'left',
      wide: true,
      value: ({ command }: ScoreRow) => command !== null && html`<code>${command}</code>`,
    },
    {
      heading: 'smallest run',
      align: 'left',
      wide: true,
      value: ({ shrunk }: ScoreRow) => shrunk?.words ?? '',
    },
  ] as const;
  return {
    id: 'words',
    title: 'What each of them does',
    body: table('In words', columns, rows, 'stacks'),
  };
}

function killedBy(row: ScoreRow): Html {
  const { oracle, killed, tier } = row;
  if (!isDecided(row)) {
    return html`<span class="badge warn">no run says anything</span>`;
  }
  if (tier === 'harmless') {
    return killed
      ? html`<span class="badge bad">false alarm: ${oracle ?? ''}</span>`
      : html`<span class="badge good">nobody, rightly</span>`;
  }
  return killed
    ? html`<span class="badge good">${oracle ?? ''}</span>${isUnexpected(row) ? ` ${MARK}` : ''}`
    : html`<span class="badge bad">survived</span>`;
}

function summaryOf({ id }: ScoreRow): string {
  return MUTANTS.find((mutant) => mutant.id === id)?.summary ?? '';
}
