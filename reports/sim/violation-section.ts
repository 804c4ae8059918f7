import type { Recording } from '../../sim/record/recording.ts';
import type { RunResult } from '../../sim/run/run-result.ts';
import type { GroupId } from '../../src/base/ids.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import type { NodeNames } from './node-names.ts';
import { TimeScale } from './timeline/time-scale.ts';
import { groupLanes, overview, type TimelineSource } from './timeline/timeline.ts';
import { firstLine } from './verdict.ts';
import { counted, moment } from './words.ts';

/** What is shown before and after the moment in which something broke. */
const BEFORE_MICROS = 3_000_000;
const AFTER_MICROS = 500_000;

/** What broke, where, and the moments before it; null when nothing did. */
export function violationSection(result: RunResult, source: TimelineSource): Section | null {
  const { violation } = result;
  const { broken, recording, names } = source;
  if (violation === null || broken === null) {
    return null;
  }
  const scale = new TimeScale(
    {
      fromMicros: Math.max(0, broken.atMicros - BEFORE_MICROS),
      untilMicros: Math.min(recording.endMicros, broken.atMicros + AFTER_MICROS),
    },
    [1],
  );
  const message = names.inText(violation.message);
  // The headline has the rest.
  const isLong = message !== firstLine(violation, names);
  const groups = concerned(recording, violation.group);
  return {
    id: 'violation',
    title: 'How it broke',
    body: html`${isLong && html`<div class="callout bad"><pre>${message}</pre></div>`}
<p>The moments before; the marks are explained below.</p>
<div class="lanes-box at-end" tabindex="0" role="region" aria-label="The moments before it broke"><div class="chart">
${overview(source, scale)}
${groups.map((group) => groupLanes({ ...source, recording: { ...recording, groups } }, group, scale))}
</div></div>
`,
  };
}

/** What found it, and where it broke as far as that is known. */
export function placeWords({ violation }: RunResult, names: NodeNames): Html | undefined {
  if (violation === null) {
    return undefined;
  }
  const { oracle, node, group, term, index, event, virtualMicros } = violation;
  const parts = [
    html`<strong>${oracle}</strong>`,
    node !== null && html`node <strong>${names.of(node)}</strong>`,
    group !== null && html`group <strong>${group}</strong>`,
    term !== null && html`term <strong>${term}</strong>`,
    index !== null && html`index <strong>${index}</strong>`,
    html`found after <strong>${moment(virtualMicros)}</strong> of virtual time and ${counted(event, 'event')}`,
  ].filter((part) => part !== false);
  return html`${parts.map((part, i) => html`${i > 0 && ' · '}${part}`)}`;
}

function concerned({ groups }: Recording, group: GroupId | null): readonly GroupId[] {
  return group === null ? groups : groups.filter((each) => each === group);
}
