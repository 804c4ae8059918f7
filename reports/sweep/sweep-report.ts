import { formatNumber } from '../../bench/result/format.ts';
import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { BARS_STYLE } from '../html/bars.ts';
import { type Html, html } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { framed, type Section } from '../html/section.ts';
import { counted } from '../sim/words.ts';
import { chosenSeeds } from './chosen-seeds.ts';
import { failuresSection } from './failures-section.ts';
import { faultsSection } from './faults-section.ts';
import { livenessSection } from './liveness-section.ts';
import { percent } from './percent.ts';
import { radiusSection } from './radius-section.ts';
import { MAP_STYLE } from './situations/heat-map.ts';
import { type SituationsReport, situationsSection } from './situations/situations-section.ts';
import { SWEEP_STYLE } from './sweep-style.ts';
import { sweepVerdict } from './verdict.ts';
import { effortSection, operationsSection } from './work-section.ts';

/**
 * A sweep as one HTML file that needs nothing else; made of what it prints as JSON, and of what its
 * runs came through.
 */
export function renderSweepReport(line: SweepLine, situations: SituationsReport): string {
  const sections = [
    failuresSection(line),
    livenessSection(line),
    radiusSection(line),
    faultsSection(line),
    situationsSection(situations),
    operationsSection(line),
    effortSection(line),
  ];
  return renderPage({
    title: `raftlab sweep, seeds ${line.seeds}: ${sweepVerdict(line).badge}`,
    style: BARS_STYLE + SWEEP_STYLE + MAP_STYLE,
    header: header(line, sections),
    main: html`${sections.map(framed)}`,
    footer: html`<p>Made by raftlab. A pass means that every rule held in the runs that were made: evidence, not proof. The words are explained in docs/simulation.md; <code>sweep.json</code> beside this page has every number.</p>`,
  });
}

function header(line: SweepLine, sections: readonly Section[]): Html {
  const { tone, badge, sentence } = sweepVerdict(line);
  const of = line.scenario === null ? `profile ${line.profile}` : `scenario ${line.scenario}`;
  const mutant = line.mutant === null ? '' : ` · broken on purpose: ${line.mutant}`;
  const shard = line.shard === null ? '' : ` · shard ${line.shard}`;
  return html`<h1>raftlab sweep · seeds ${line.seeds}${shard} · ${of}${mutant} <span class="badge ${tone}">${badge}</span></h1>
<p class="verdict">${sentence}</p>
${line.interrupted && html`<p class="callout">The sweep was interrupted; the numbers are of the runs that had ended.</p>`}
${!line.interrupted && line.notRun > 0 && html`<p class="callout">${counted(line.notRun, 'seed')} of the range were not run, because the time, the runs or the failures that were allowed were up.</p>`}
<code class="command">${line.command}</code>
${tiles(line)}
${chosenSeeds(line)}
<nav aria-label="Sections">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>\n`)}</nav>`;
}

function tiles(line: SweepLine): Html {
  const { runs, passed, operations, canary, liveness, virtualSeconds } = line;
  const heal = liveness.leaderAfter.core.electionTimeouts;
  const all = [
    [`${passed} of ${runs}`, 'runs passed'],
    [`${formatNumber(virtualSeconds / 60)} min`, `virtual time, ${counted(line.events, 'event')}`],
    [counted(operations.medianOk, '', '').trim(), 'operations acknowledged in the median run'],
    [heal.count === 0 ? '–' : formatNumber(heal.p99), healCaption(heal.count)],
    [
      percent(liveness.unavailable.share),
      'of the time in which clients waited, a quorum could have served them and did not',
    ],
    [canaryFigure(canary), 'the mistake that every sweep must find'],
  ] as const;
  return html`<div class="tiles">
${all.map(([value, caption]) => html`<div class="tile"><b>${value}</b><span>${caption}</span></div>\n`)}</div>`;
}

/** Of fewer than a hundred cases 99 of a hundred are all of them. */
function healCaption(cases: number): string {
  const share = cases < 100 ? `in ${counted(cases, 'case')}` : 'in 99 % of all cases';
  return `election timeouts at most until a healed core has a leader, ${share}`;
}

function canaryFigure(canary: SweepLine['canary']): string {
  return canary?.found === true ? 'found' : canary?.found === false ? 'NOT FOUND' : 'not tried';
}
