import { machineLine } from '../../bench/machine.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import type { SuiteName } from '../../bench/result/rows.ts';
import { plausibilityWarnings } from '../../bench/suites/fsync/plausibility.ts';
import { type Html, html } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { framed, type Section } from '../html/section.ts';
import { ceilingSection } from './ceiling-section.ts';
import { clusterSection } from './cluster-section.ts';
import { codecSection } from './codec-section.ts';
import { durabilitySection } from './durability-section.ts';
import { fsyncSection } from './fsync-section.ts';
import { idleSection } from './idle-section.ts';
import { originSection } from './origin-section.ts';
import { peersSection } from './peers-section.ts';
import { simpleSection } from './simple-section.ts';
import { snapshotSection } from './snapshot-section.ts';
import { tiles } from './tiles.ts';
import { verdict } from './verdict.ts';

/** A load beyond this share of the processors takes time from what is measured. */
const BUSY_SHARE = 0.5;

/** What somebody who chooses a durability setting wants to know comes first. */
const SUITE_SECTIONS: readonly (readonly [SuiteName, (results: BenchResults) => Section])[] = [
  ['cluster', clusterSection],
  ['ceiling', ceilingSection],
  ['idle', idleSection],
  ['peers', peersSection],
  ['fsync', fsyncSection],
  ['snapshot', snapshotSection],
  ['codec', codecSection],
  ['simple', simpleSection],
];

/** The run as one HTML file that needs nothing else. */
export function renderBenchReport(results: BenchResults): string {
  const sections = [
    durabilitySection(results),
    ...SUITE_SECTIONS.filter(([suite]) => (results.suites[suite]?.rows.length ?? 0) > 0).map(
      ([, render]) => render(results),
    ),
    originSection(results),
  ];
  return renderPage({
    title: `raftlab benchmark ${dayOf(results)}`.trim(),
    header: header(results, sections),
    main: html`${sections.map(framed)}`,
    footer: html`<p>Made by raftlab from <code>results.json</code>, schema ${results.schema}.</p>`,
  });
}

function header(results: BenchResults, sections: readonly Section[]): Html {
  return html`<h1>raftlab benchmark${dayOf(results) !== '' && html` · ${dayOf(results)}`}</h1>
<p class="verdict">${verdict(results)}</p>
${failures(results)}
${warnings(results)}
<p class="machine">${machineLine(results.machine)}</p>
${tiles(results)}
<nav aria-label="Sections">${sections.map(
    (section) => html`<a href="#${section.id}">${navName(section)}</a>\n`,
  )}</nav>`;
}

function failures(results: BenchResults): Html[] {
  return (results.failures ?? []).map(
    ({ suite, message }) =>
      html`<p class="callout bad"><strong>${suite} failed:</strong> ${message}</p>\n`,
  );
}

function warnings(results: BenchResults): Html[] {
  const rows = results.suites.fsync?.rows ?? [];
  return [...busyWarnings(results), ...plausibilityWarnings(rows, results.machine.disk)].map(
    (warning) => html`<p class="callout">${warning}</p>\n`,
  );
}

/** Others wanted the processors too: every figure of the run is worse than the machine's own. */
function busyWarnings({ machine }: BenchResults): string[] {
  const { load, cores } = machine;
  return load <= BUSY_SHARE * cores
    ? []
    : [
        `The machine was busy before this run began: a load of ${load.toFixed(1)} on ${cores} cores. Throughput is too low, latency too high, and rows differ by chance.`,
      ];
}

/** The words before the colon are enough to find a section by. */
function navName(section: Section): string {
  return section.id === 'durability' ? 'Durability' : (section.title.split(/[:,]/)[0] ?? '');
}

function dayOf(results: BenchResults): string {
  return results.startedAt?.slice(0, 16).replace('T', ' ').concat(' UTC') ?? '';
}
