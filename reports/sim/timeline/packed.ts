import type { Span } from '../../../sim/record/recording.ts';
import type { TimeScale } from './time-scale.ts';

/**
 * Spreads spans, in order of their beginning, over as few storeys as keep them apart; what finds no
 * room in `storeysMax` lies on top of the last one's.
 *
 * @param pixels - least room that a span takes, for its label.
 */
export function packed<S extends Span>(
  spans: readonly S[],
  scale: TimeScale,
  pixels: (span: S) => number,
  storeysMax: number,
): S[][] {
  const storeys: { freeFromMicros: number; readonly spans: S[] }[] = [];
  for (const span of spans) {
    const beginMicros = Math.max(span.fromMicros, scale.fromMicros);
    const roomMicros = pixels(span) / scale.pixels(1, 1);
    // At the very end a label stands before its span.
    const isLast = beginMicros + roomMicros > scale.untilMicros;
    const fromMicros = isLast ? beginMicros - roomMicros : beginMicros;
    const endMicros = Math.max(span.untilMicros, fromMicros + roomMicros);
    let storey = storeys.find(({ freeFromMicros }) => freeFromMicros <= fromMicros);
    if (storey === undefined && storeys.length < storeysMax) {
      storey = { freeFromMicros: 0, spans: [] };
      storeys.push(storey);
    }
    storey ??= storeys.at(-1);
    if (storey !== undefined) {
      storey.spans.push(span);
      storey.freeFromMicros = Math.max(storey.freeFromMicros, endMicros);
    }
  }
  return storeys.map((storey) => storey.spans);
}
