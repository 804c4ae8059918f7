import type { Span } from '../../../sim/record/recording.ts';

/** How wide a timeline is at least, in CSS pixels, before anybody zooms in. */
export const WIDTH_PX_MIN = 900;
/** How much wider it can be made. The page's style knows a class for each step. */
export const ZOOMS = [1, 4, 16] as const;
export type Zoom = (typeof ZOOMS)[number];

/** Room at both ends, in percent, for marks that stand at the very beginning or end. */
const MARGIN = 1;

/** Virtual time as a share of a timeline's width. */
export class TimeScale implements Span {
  readonly fromMicros: number;
  readonly untilMicros: number;
  readonly zooms: readonly Zoom[];

  constructor({ fromMicros, untilMicros }: Span, zooms: readonly Zoom[] = ZOOMS) {
    this.fromMicros = fromMicros;
    this.untilMicros = Math.max(untilMicros, fromMicros + 1);
    this.zooms = zooms;
  }

  get lengthMicros(): number {
    return this.untilMicros - this.fromMicros;
  }

  shows(atMicros: number): boolean {
    return atMicros >= this.fromMicros && atMicros <= this.untilMicros;
  }

  overlaps(span: Span): boolean {
    return span.fromMicros <= this.untilMicros && span.untilMicros >= this.fromMicros;
  }

  /** Where `atMicros` stands, as an SVG length. */
  x(atMicros: number): string {
    return `${rounded(this.#percent(atMicros))}%`;
  }

  width({ fromMicros, untilMicros }: Span): string {
    return `${rounded(this.#percent(untilMicros) - this.#percent(fromMicros))}%`;
  }

  /** How many pixels `micros` are, at least. */
  pixels(micros: number, zoom: Zoom): number {
    return (micros / this.lengthMicros) * WIDTH_PX_MIN * zoom * (1 - (2 * MARGIN) / 100);
  }

  #percent(atMicros: number): number {
    const inside = Math.min(Math.max(atMicros, this.fromMicros), this.untilMicros);
    const share = (inside - this.fromMicros) / this.lengthMicros;
    return MARGIN + share * (100 - 2 * MARGIN);
  }
}

function rounded(percent: number): number {
  return Math.round(percent * 1000) / 1000;
}
