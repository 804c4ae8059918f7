import { formatMicros, formatNumber } from '../../bench/result/format.ts';
import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { type Distribution, DOUBLINGS } from '../../sim/liveness/distribution.ts';
import type { Spans } from '../../sim/liveness/liveness-totals.ts';
import { bars } from '../html/bars.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { counted } from '../sim/words.ts';
import { chosenSeeds } from './chosen-seeds.ts';
import { percent } from './percent.ts';

const MICROS_PER_MILLI = 1000;

type Liveness = SweepLine['liveness'];

/** What made a leader necessary, in the words of a caption. */
const CAUSES: Readonly<Record<keyof Liveness['leaderAfter'], string>> = {
  core: 'Time to a leader after a core was healed',
  partition: 'Time to a leader after a partition ended',
  crash: 'Time to a leader after the end of the leader’s node',
  heal: 'Time to a leader after everything was mended',
};

/** How soon and how steadily groups were served. */
export function livenessSection(line: SweepLine): Section {
  const { leaderAfter, unavailable, leaderChangesPerMinute } = line.liveness;
  const causes = Object.keys(CAUSES) as (keyof typeof CAUSES)[];
  const body = html`<p>Times are in election timeouts, the shortest of the run that each is of, and count only while a quorum was up and connected. A leader counts once it has committed something and a quorum follows it.</p>
${chosenSeeds(line)}
<div class="distributions">
${causes.map((cause) => {
  const { kept, never } = leaderAfter[cause];
  const notes = [
    ...(kept > 0 ? [`a leader was at work already ${counted(kept, 'time')}`] : []),
    ...(never > 0 ? [`none had come when the run ended ${counted(never, 'time')}`] : []),
  ];
  return spans(CAUSES[cause], leaderAfter[cause], notes);
})}
${spans('Windows without service that a quorum could have given', unavailable, [
  `${percent(unavailable.share)} of the time in which somebody waited`,
])}
${figure('Changes of leader in a virtual minute, by group', leaderChangesPerMinute, '', [
  quantiles('changes', leaderChangesPerMinute, formatNumber),
])}</div>`;
  return { id: 'liveness', title: 'How alive', body };
}

function spans(title: string, { electionTimeouts, milliseconds }: Spans, notes: readonly string[]) {
  const millis = (value: number) => formatMicros(value * MICROS_PER_MILLI);
  const words = notes.length === 0 ? '' : `${sentenceCase(notes.join('; '))}.`;
  return figure(title, electionTimeouts, words, [
    quantiles('timeouts', electionTimeouts, formatNumber),
    quantiles('time', milliseconds, millis),
  ]);
}

function figure(
  title: string,
  { count, doublings }: Distribution,
  words: string,
  quantileRows: readonly Html[],
): Html {
  const last = doublings.findLastIndex((each) => each > 0);
  const most = Math.max(1, ...doublings);
  return html`<figure>
<figcaption>${title}</figcaption>
<p class="muted">${count === 0 ? 'Not once in this sweep. ' : ''}${words}</p>
${
  count > 0 &&
  html`<table class="quantiles"><thead><tr><td></td>${['half', '90 %', '99 %', 'all'].map((share) => html`<th scope="col">${share}</th>`)}</tr></thead>
<tbody>${quantileRows}</tbody></table>
${bars(
  title,
  doublings.slice(0, last + 1).map((each, at) => ({
    name: spanName(at),
    share: each / most,
    value: counted(each, '', '').trim(),
  })),
)}`
}</figure>
`;
}

function quantiles(
  name: string,
  { p50, p90, p99, max }: Distribution,
  format: (value: number) => string,
): Html {
  return html`<tr><th scope="row">${name} ≤</th>${[p50, p90, p99, max].map((value) => html`<td>${format(value)}</td>`)}</tr>
`;
}

function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** What lies in the bar: more than one bound, and no more than the next. */
function spanName(at: number): string {
  const below = DOUBLINGS[at - 1];
  const bound = DOUBLINGS[at];
  return below === undefined
    ? `0–${bound}`
    : bound === undefined
      ? `> ${below}`
      : `${below}–${bound}`;
}
