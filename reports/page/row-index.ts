import type { StoryRows } from '../../sim/record/story/story.ts';
import { countThrough } from './state-history.ts';

const BLOCK_ROWS = 256;

/** Finds the rows that lie in a span of time, among rows in the order of their beginnings. */
export class RowIndex {
  readonly #at: Float64Array;
  readonly #until: Float64Array;
  /** The latest end in each block of rows. */
  readonly #blockUntil: Float64Array;

  constructor({ atMicros, untilMicros }: Pick<StoryRows, 'atMicros' | 'untilMicros'>) {
    this.#at = atMicros;
    this.#until = untilMicros;
    this.#blockUntil = new Float64Array(Math.ceil(atMicros.length / BLOCK_ROWS));
    for (let row = 0; row < untilMicros.length; row++) {
      const block = Math.floor(row / BLOCK_ROWS);
      const until = untilMicros[row] as number;
      this.#blockUntil[block] = Math.max(this.#blockUntil[block] as number, until);
    }
  }

  /** Calls `take` for each row that touches [fromMicros, untilMicros], in order. */
  forEachWithin(fromMicros: number, untilMicros: number, take: (row: number) => void): void {
    const end = countThrough(this.#at, untilMicros);
    for (let block = 0; block * BLOCK_ROWS < end; block++) {
      if ((this.#blockUntil[block] as number) < fromMicros) {
        continue;
      }
      const last = Math.min(end, (block + 1) * BLOCK_ROWS);
      for (let row = block * BLOCK_ROWS; row < last; row++) {
        if ((this.#until[row] as number) >= fromMicros) {
          take(row);
        }
      }
    }
  }

  /** The last row that begins at or before `atMicros`; -1 where none does. */
  lastAt(atMicros: number): number {
    return countThrough(this.#at, atMicros) - 1;
  }

  /** How many rows begin in the span: what there is to draw, about. */
  countWithin(fromMicros: number, untilMicros: number): number {
    return countThrough(this.#at, untilMicros) - countThrough(this.#at, fromMicros - 1);
  }
}
