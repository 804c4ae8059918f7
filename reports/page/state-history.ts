import type { StoryStates } from '../../sim/record/story/story.ts';

/** Changes between two checkpoints, at least. */
const STRIDE_MIN = 2048;

/** The state of everything at any instant: changes, and now and then all values. */
export class StateHistory {
  readonly #states: StoryStates;
  readonly #stride: number;
  readonly #checkpoints: Float64Array[] = [];
  /** What was asked for last, and how many changes are in it: the next instant is often close by. */
  readonly #values: Float64Array;
  #applied = 0;

  constructor(states: StoryStates) {
    this.#states = states;
    // As many values in all checkpoints together as there are changes, or fewer.
    this.#stride = Math.max(STRIDE_MIN, states.cellCount);
    this.#values = new Float64Array(states.cellCount);
    const values = new Float64Array(states.cellCount);
    for (let i = 0; i < states.cell.length; i++) {
      if (i % this.#stride === 0) {
        this.#checkpoints.push(values.slice());
      }
      values[states.cell[i] as number] = states.value[i] as number;
    }
  }

  /** All values after everything that happened through `atMicros`; valid until the next call. */
  at(atMicros: number): Float64Array {
    const count = countThrough(this.#states.atMicros, atMicros);
    const nearest = Math.min(Math.floor(count / this.#stride), this.#checkpoints.length - 1);
    const checkpoint = this.#checkpoints[nearest];
    if (
      checkpoint !== undefined &&
      (this.#applied > count || this.#applied < nearest * this.#stride)
    ) {
      this.#values.set(checkpoint);
      this.#applied = nearest * this.#stride;
    }
    const { cell, value } = this.#states;
    for (; this.#applied < count; this.#applied++) {
      this.#values[cell[this.#applied] as number] = value[this.#applied] as number;
    }
    return this.#values;
  }
}

/** How many of ascending `times` are at or before `atMicros`. */
export function countThrough(times: ArrayLike<number>, atMicros: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= atMicros) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
