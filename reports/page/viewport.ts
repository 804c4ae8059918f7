/** A span of virtual time on so many pixels. */
export class Viewport {
  readonly fromMicros: number;
  readonly untilMicros: number;
  /** Pixels before the first instant, and from the first to the last. */
  readonly left: number;
  readonly width: number;

  constructor(
    span: { readonly fromMicros: number; readonly untilMicros: number },
    left: number,
    width: number,
  ) {
    this.fromMicros = span.fromMicros;
    this.untilMicros = Math.max(span.untilMicros, span.fromMicros + 1);
    this.left = left;
    this.width = Math.max(1, width);
  }

  get lengthMicros(): number {
    return this.untilMicros - this.fromMicros;
  }

  x(atMicros: number): number {
    return this.left + ((atMicros - this.fromMicros) / this.lengthMicros) * this.width;
  }

  micros(x: number): number {
    return this.fromMicros + ((x - this.left) / this.width) * this.lengthMicros;
  }

  shows(atMicros: number): boolean {
    return atMicros >= this.fromMicros && atMicros <= this.untilMicros;
  }
}

export interface TimeSpan {
  readonly fromMicros: number;
  readonly untilMicros: number;
}

/** The shortest span that is shown. */
export const SPAN_MICROS_MIN = 200;

/** `span`, `factor` times as long, with `atMicros` where it was; never outside [0, endMicros]. */
export function zoomed(
  span: TimeSpan,
  factor: number,
  atMicros: number,
  endMicros: number,
): TimeSpan {
  const length = span.untilMicros - span.fromMicros;
  const next = Math.min(Math.max(length * factor, SPAN_MICROS_MIN), Math.max(endMicros, 1));
  const share = (atMicros - span.fromMicros) / length;
  return within(
    { fromMicros: atMicros - share * next, untilMicros: atMicros + (1 - share) * next },
    endMicros,
  );
}

/** `span` moved so that it lies in [0, endMicros]. */
export function within({ fromMicros, untilMicros }: TimeSpan, endMicros: number): TimeSpan {
  const length = Math.min(untilMicros - fromMicros, endMicros);
  const from = Math.min(Math.max(0, fromMicros), endMicros - length);
  return { fromMicros: from, untilMicros: from + length };
}

/** `span` moved so that `atMicros` is in it, with some room on either side; itself where it is. */
export function following(span: TimeSpan, atMicros: number, endMicros: number): TimeSpan {
  const length = span.untilMicros - span.fromMicros;
  const margin = length / 20;
  if (atMicros >= span.fromMicros + margin && atMicros <= span.untilMicros - margin) {
    return span;
  }
  const isOver = atMicros > span.untilMicros - margin;
  const fromMicros = isOver ? atMicros - length * 0.7 : atMicros - length * 0.3;
  return within({ fromMicros, untilMicros: fromMicros + length }, endMicros);
}

/** Round instants, a few in the span. */
export function ticksOf({ fromMicros, untilMicros }: TimeSpan, countMax: number): number[] {
  const least = (untilMicros - fromMicros) / Math.max(1, countMax);
  let step = 10 ** Math.ceil(Math.log10(Math.max(1, least)));
  if (step / 5 >= least) {
    step /= 5;
  } else if (step / 2 >= least) {
    step /= 2;
  }
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMicros / step) * step; at <= untilMicros; at += step) {
    ticks.push(at);
  }
  return ticks;
}
