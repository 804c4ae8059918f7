import type { Recording } from '../../sim/record/recording.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { legend } from './timeline/legend.ts';
import { TimeScale, ZOOMS } from './timeline/time-scale.ts';
import { groupLanes, overview, type TimelineSource } from './timeline/timeline.ts';

/**
 * Who led when and what struck when, over the whole run.
 *
 * @param figures - what stands at the top of the page where nothing broke.
 * @param withoutLanes - why there are none; null where they are drawn.
 */
export function timelineSection(
  source: TimelineSource,
  figures: Html | undefined,
  withoutLanes: string | null,
): Section {
  const { recording, broken } = source;
  const scale = new TimeScale({ fromMicros: 0, untilMicros: recording.endMicros });
  return {
    id: 'timeline',
    title: 'Who led, and what struck',
    body: html`${figures}
<p>First what clients saw, who led each group and every fault${withoutLanes === null && '; below, one lane per node in each group'}. Point at a mark to read what it is; the tables below say the same in words.</p>
${withoutLanes !== null && html`<p class="callout">${withoutLanes}</p>`}
<details open><summary>What the marks mean</summary>
${legend(broken !== null)}</details>
<div class="timeline"><span class="zoom-title">Zoom</span>
${ZOOMS.map(
  (zoom) =>
    html`<input type="radio" name="zoom" id="zoom-${zoom}"${zoom === 1 && html` checked`}><label for="zoom-${zoom}">${zoom === 1 ? 'whole run' : `${zoom}×`}</label>\n`,
)}<div class="lanes-box" tabindex="0" role="region" aria-label="Timeline of the run"><div class="chart">
${overview(source, scale)}
${withoutLanes === null && recording.groups.map((group) => groupLanes(source, group, scale))}
</div></div>
</div>
${omission(recording)}
`,
  };
}

function omission({ omitted }: Recording): Html | undefined {
  return omitted === 0
    ? undefined
    : html`<p class="callout">The recording was full: ${omitted} of its oldest marks are missing here.</p>`;
}
