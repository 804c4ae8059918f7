import type { ProgressSample, RecordedReplica } from '../../../sim/record/recording.ts';
import { type Html, html } from '../../html/html.ts';
import { CURVE } from './lane-geometry.ts';
import type { TimeScale } from './time-scale.ts';

/** The curve's own units: it is stretched to the width of the lane. */
const WIDTH = 10_000;
const HEIGHT = 100;

/** How far the replica's log was committed, and applied, of all that its group ever committed. */
export function progressCurve(
  { progress, roles }: RecordedReplica,
  scale: TimeScale,
  indexMax: number,
  name: string,
): Html | undefined {
  const shown = progress.filter(({ atMicros }) => scale.shows(atMicros));
  const before = progress.findLast(({ atMicros }) => atMicros < scale.fromMicros);
  const samples = before === undefined ? shown : [before, ...shown];
  const last = samples.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const until = Math.max(last.atMicros, roles.at(-1)?.untilMicros ?? 0);
  const committed = steps(samples, until, scale, indexMax, (sample) => sample.commitIndex);
  const applied = steps(samples, until, scale, indexMax, (sample) => sample.appliedIndex);
  const title = `${name} has committed ${last.commitIndex} and applied ${last.appliedIndex} of ${indexMax} entries in the end`;
  // The margins of the scale, so that the curve lines up with the bars above it.
  return html`<svg x="${scale.x(scale.fromMicros)}" y="${CURVE.top}" width="${scale.width(scale)}" height="${CURVE.height}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none"><title>${title}</title><path class="committed" d="${committed}V${HEIGHT}Z"/><path class="applied" d="${applied}"/></svg>`;
}

function steps(
  samples: readonly ProgressSample[],
  endMicros: number,
  scale: TimeScale,
  indexMax: number,
  indexOf: (sample: ProgressSample) => number,
): string {
  const x = (atMicros: number) => {
    const inside = Math.min(Math.max(atMicros, scale.fromMicros), scale.untilMicros);
    return Math.round(((inside - scale.fromMicros) / scale.lengthMicros) * WIDTH);
  };
  const y = (sample: ProgressSample) =>
    Math.round(HEIGHT - (indexOf(sample) / Math.max(1, indexMax)) * (HEIGHT - 4));
  const [first] = samples;
  const begin = first === undefined ? '' : `M${x(first.atMicros)} ${HEIGHT}`;
  return `${begin}${samples.map((sample) => `H${x(sample.atMicros)}V${y(sample)}`).join('')}H${x(endMicros)}`;
}
