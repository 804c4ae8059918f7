import type { History, Operation } from '../checker/history.ts';
import type { OperationBucket } from './recording.ts';

type Counted = 'ok' | 'failed' | 'unknown';

/**
 * What became of operations, counted in `count` equal parts of [0, endMicros) by when they ended; one
 * without an end counts at the end of the run.
 */
export function bucketsOf<Input, Output>(
  history: History<Input, Output>,
  endMicros: number,
  count: number,
): OperationBucket[] {
  const widthMicros = Math.max(1, Math.ceil(endMicros / count));
  const buckets = Array.from({ length: Math.ceil(endMicros / widthMicros) }, (_, i) => ({
    fromMicros: i * widthMicros,
    untilMicros: Math.min(endMicros, (i + 1) * widthMicros),
    ok: 0,
    failed: 0,
    unknown: 0,
  }));
  for (const operation of history.operations) {
    const at = Math.floor((operation.outcome.at?.micros ?? endMicros) / widthMicros);
    const bucket = buckets[Math.min(at, buckets.length - 1)];
    if (bucket !== undefined) {
      bucket[countedAs(operation)]++;
    }
  }
  return buckets;
}

function countedAs<Input, Output>({ outcome }: Operation<Input, Output>): Counted {
  return outcome.kind === 'completed' ? 'ok' : outcome.kind;
}
