import type { StoryCells, StoryStates } from './story.ts';

/** Writes down every change of a value, with its time. */
export class StateTable {
  readonly #max: number;
  readonly #cells: StoryCells[] = [];
  /** What every cell is now. */
  readonly #now: number[] = [];
  /** Changes that were dropped, and what the cells were after them. */
  #base: number[] = [];
  #baseMicros = 0;
  #at: number[] = [];
  #cell: number[] = [];
  #value: number[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Makes room for `size` values of one thing, all 0; returns where they begin. */
  place(cells: Omit<StoryCells, 'first'>, size: number): number {
    const first = this.#now.length;
    this.#cells.push({ ...cells, first });
    for (let i = 0; i < size; i++) {
      this.#now.push(0);
    }
    return first;
  }

  get(cell: number): number {
    return this.#now[cell] ?? 0;
  }

  set(cell: number, value: number, atMicros: number): void {
    if (this.#now[cell] === value) {
      return;
    }
    if (this.#at.length >= 2 * this.#max) {
      this.#drop(this.#max);
    }
    this.#now[cell] = value;
    this.#at.push(atMicros);
    this.#cell.push(cell);
    this.#value.push(value);
  }

  finish(): StoryStates {
    const base = [...this.#base.entries()].filter(([, value]) => (value ?? 0) !== 0);
    const columns = {
      atMicros: [...base.map(() => this.#baseMicros), ...this.#at],
      cell: [...base.map(([cell]) => cell), ...this.#cell],
      value: [...base.map(([, value]) => value), ...this.#value],
    };
    return {
      cells: this.#cells,
      cellCount: this.#now.length,
      atMicros: Float64Array.from(columns.atMicros),
      cell: Uint32Array.from(columns.cell),
      value: Float64Array.from(columns.value),
    };
  }

  #drop(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#base[this.#cell[i] as number] = this.#value[i] as number;
    }
    this.#baseMicros = this.#at[count - 1] ?? 0;
    this.#at = this.#at.slice(count);
    this.#cell = this.#cell.slice(count);
    this.#value = this.#value.slice(count);
  }
}
