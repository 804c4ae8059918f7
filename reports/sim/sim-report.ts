import type { Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import { type Html, html } from '../html/html.ts';
import { renderPage } from '../html/page.ts';
import { framed, type Section } from '../html/section.ts';
import { configurationSection } from './configuration-section.ts';
import { electionsSection } from './elections-section.ts';
import { faultsSection } from './faults-section.ts';
import { keysSection } from './keys-section.ts';
import { NodeNames } from './node-names.ts';
import { nodesSection } from './nodes-section.ts';
import { fittingPage, PAGE_BYTES_MAX } from './page-size.ts';
import { storyPage } from './story/story-page.ts';
import { storySection } from './story/story-section.ts';
import { STORY_STYLE } from './story/story-style.ts';
import { tiles } from './tiles.ts';
import { SYMBOLS } from './timeline/symbols.ts';
import type { BrokenAt } from './timeline/timeline.ts';
import { TIMELINE_STYLE } from './timeline/timeline-style.ts';
import { timelineSection } from './timeline-section.ts';
import { firstLine, headline, toneOf, VERDICT_NAMES, violationMicros } from './verdict.ts';
import { placeWords, violationSection } from './violation-section.ts';

/** What a page says of a run that neither its result nor its recording knows. */
export interface ToldRun {
  /** Gives the same run again. */
  readonly command: string;
  /** How the engine was broken on purpose; null for the engine as it is. */
  readonly mutant: string | null;
  /** How the run came about, in a sentence; null when it was drawn from its seed. */
  readonly origin: string | null;
}

/**
 * One run as one HTML file that needs nothing else, smaller than `bytesMax` where that can be.
 */
export function renderSimReport(
  result: RunResult,
  recording: Recording,
  told: ToldRun,
  bytesMax = PAGE_BYTES_MAX,
): string {
  const names = new NodeNames(recording);
  const source = { recording, names, broken: brokenAt(result, recording, names) };
  const violation = violationSection(result, source);
  const figures = result.violation === null ? undefined : tiles(result);
  const before = [
    ...(violation === null ? [] : [violation]),
    storySection(storyPage(recording, names, source.broken?.atMicros ?? null)),
  ];
  const after = [
    faultsSection(result, recording, names),
    electionsSection(recording, names),
    keysSection(result, recording),
    nodesSection(recording, names),
    configurationSection(result.config),
  ];
  return fittingPage(({ withoutLanes, warning }) => {
    const sections = [...before, timelineSection(source, figures, withoutLanes), ...after];
    const top = html`${header(result, told, names, sections)}${warning}`;
    return pageOf(result, top, sections);
  }, bytesMax);
}

function pageOf(result: RunResult, top: Html, sections: readonly Section[]): string {
  return renderPage({
    title: `raftlab simulation, seed ${result.config.seed}: ${VERDICT_NAMES[result.verdict]}`,
    style: TIMELINE_STYLE + STORY_STYLE,
    isScripted: true,
    header: top,
    main: html`${SYMBOLS}${sections.map(framed)}`,
    footer: html`<p>Made by raftlab. All times are virtual. The run’s hash is <code>${result.hash}</code>: the same seed and sources give the same one.</p>`,
  });
}

function header(
  result: RunResult,
  { command, mutant, origin }: ToldRun,
  names: NodeNames,
  sections: readonly Section[],
): Html {
  const { config, scenario, verdict } = result;
  const of = scenario === null ? `profile ${config.profile}` : `scenario ${scenario}`;
  const broken = mutant === null ? '' : ` · broken on purpose: ${mutant}`;
  return html`<h1>raftlab simulation · seed ${config.seed} · ${of}${broken} <span class="badge ${toneOf(verdict)}">${VERDICT_NAMES[verdict]}</span></h1>
<p class="verdict">${headline(result, names)}</p>
${placeCallout(result, names)}
${origin !== null && html`<p class="muted">${origin}</p>`}
<code class="command">${command}</code>
${result.violation === null && tiles(result)}
<nav aria-label="Sections">${sections.map(
    (section) => html`<a href="#${section.id}">${section.title}</a>\n`,
  )}</nav>`;
}

function placeCallout(result: RunResult, names: NodeNames): Html | undefined {
  return result.violation === null
    ? undefined
    : html`<p class="callout bad">${placeWords(result, names)}</p>`;
}

function brokenAt(result: RunResult, recording: Recording, names: NodeNames): BrokenAt | null {
  const atMicros = violationMicros(result, recording);
  if (result.violation === null || atMicros === null) {
    return null;
  }
  const { node, group, oracle } = result.violation;
  return { atMicros, node, group, title: `${oracle}: ${firstLine(result.violation, names)}` };
}
