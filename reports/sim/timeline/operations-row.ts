import type { OperationBucket, Recording } from '../../../sim/record/recording.ts';
import { type Html, html } from '../../html/html.ts';
import { counted, spanWords } from '../words.ts';
import { gridLines } from './axis-row.ts';
import type { Row } from './row.ts';
import { bar } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

const HEIGHT = 46;
/** What is rare must still be seen. */
const SLICE_MIN = 4;

/** Client operations over time: bars for what succeeded, from the top for what did not. */
export function operationsRow({ operations }: Recording, scale: TimeScale): Row {
  const peak = Math.max(1, ...operations.map((bucket) => bucket.ok));
  const shown = operations.filter((bucket) => scale.overlaps(bucket));
  const sum = (of: 'ok' | 'failed' | 'unknown') =>
    operations.reduce((total, bucket) => total + bucket[of], 0);
  return {
    label: 'operations',
    words: `Client operations over time: ${sum('ok')} ok, ${sum('failed')} failed, ${sum('unknown')} with unknown outcome`,
    heightPx: HEIGHT,
    drawing: [gridLines(scale), shown.map((bucket) => column(scale, bucket, peak))],
  };
}

function column(scale: TimeScale, bucket: OperationBucket, peak: number): Html {
  const { ok, failed, unknown } = bucket;
  const height = ok === 0 ? 0 : Math.max(1, Math.round((ok / peak) * (HEIGHT - 8)));
  const lost = failed + unknown;
  const lostHeight = lost === 0 ? 0 : Math.min(HEIGHT, SLICE_MIN + Math.round((lost / peak) * 40));
  const title = `${spanWords(bucket.fromMicros, bucket.untilMicros)}: ${counted(ok, 'operation')} ok, ${failed} failed, ${unknown} unknown`;
  return html`${height > 0 && bar(scale, bucket, { top: HEIGHT - height, height }, 'ok', title)}${lost > 0 && bar(scale, bucket, { top: 0, height: lostHeight }, failed > unknown ? 'failed' : 'unknown', title)}`;
}
