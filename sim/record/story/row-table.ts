import { FATES, type Fate, ROW_KINDS, type RowKind, type StoryRows } from './story.ts';

/** A row as it begins. What is left out is none. */
export interface NewRow {
  readonly kind: RowKind;
  readonly atMicros: number;
  readonly what?: number;
  readonly node?: number;
  readonly peer?: number;
  readonly fate?: Fate;
  readonly group?: number;
  readonly term?: number;
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
  readonly text?: number;
  readonly context?: number;
  readonly causes?: readonly number[];
}

/** Columns of plain numbers; a recording of a long run has hundreds of thousands of rows. */
export class RowTable {
  readonly #max: number;
  /** Rows that were dropped at the beginning; a row keeps its number. */
  #dropped = 0;
  #rows: Required<NewRow>[] = [];
  #untils: number[] = [];
  #fates: Fate[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Rows that are missing at the beginning. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a row that is over at once, unless it is ended later; returns its number. */
  add(row: NewRow): number {
    if (this.#rows.length >= 2 * this.#max) {
      this.#drop(this.#max);
    }
    this.#rows.push({ ...NOTHING, ...row });
    this.#untils.push(row.atMicros);
    this.#fates.push(row.fate ?? 'done');
    return this.#dropped + this.#rows.length - 1;
  }

  end(row: number, fate: Fate, untilMicros: number): void {
    const at = row - this.#dropped;
    if (at >= 0) {
      this.#untils[at] = untilMicros;
      this.#fates[at] = fate;
    }
  }

  /** Adds to the causes of a row what is found out only when it ends. */
  blame(row: number, causes: readonly number[]): void {
    const at = row - this.#dropped;
    const known = this.#rows[at];
    if (known !== undefined && causes.length > 0) {
      this.#rows[at] = { ...known, causes: [...known.causes, ...causes] };
    }
  }

  /** Its group; 0 for none, or when the row was dropped. */
  groupOf(row: number): number {
    return this.#rows[row - this.#dropped]?.group ?? 0;
  }

  /** The newest rows that `isWanted`, at most `max` of them, newest first. */
  newest(max: number, isWanted: (row: Required<NewRow>) => boolean): number[] {
    const found: number[] = [];
    for (let at = this.#rows.length - 1; at >= 0 && found.length < max; at--) {
      if (isWanted(this.#rows[at] as Required<NewRow>)) {
        found.push(this.#dropped + at);
      }
    }
    return found;
  }

  finish(): StoryRows {
    if (this.#rows.length > this.#max) {
      this.#drop(this.#rows.length - this.#max);
    }
    const rows = this.#rows;
    const of = (pick: (row: Required<NewRow>, at: number) => number) => rows.map(pick);
    const known = rows.map(({ causes }) => this.#present(causes));
    let end = 0;
    return {
      count: rows.length,
      kind: Uint8Array.from(of(({ kind }) => ROW_KINDS.indexOf(kind))),
      what: Uint8Array.from(of(({ what }) => what)),
      node: Int16Array.from(of(({ node }) => node)),
      peer: Int16Array.from(of(({ peer }) => peer)),
      fate: Uint8Array.from(this.#fates.map((fate) => FATES.indexOf(fate))),
      atMicros: Float64Array.from(of(({ atMicros }) => atMicros)),
      untilMicros: Float64Array.from(this.#untils),
      group: Uint32Array.from(of(({ group }) => group)),
      term: Float64Array.from(of(({ term }) => term)),
      a: Float64Array.from(of(({ a }) => a)),
      b: Float64Array.from(of(({ b }) => b)),
      c: Float64Array.from(of(({ c }) => c)),
      text: Int32Array.from(of(({ text }) => text)),
      context: Int32Array.from(of(({ context }) => this.#position(context))),
      causesEnd: Uint32Array.from(
        known.map((causes) => {
          end += causes.length;
          return end;
        }),
      ),
      causes: Uint32Array.from(known.flat()),
    };
  }

  /** Position in what is left; -1 for what is not. */
  #position(row: number): number {
    return Math.max(-1, row - this.#dropped);
  }

  #present(causes: readonly number[]): number[] {
    return [...new Set(causes)].map((row) => row - this.#dropped).filter((at) => at >= 0);
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#rows = this.#rows.slice(count);
    this.#untils = this.#untils.slice(count);
    this.#fates = this.#fates.slice(count);
  }
}

const NOTHING: Required<Omit<NewRow, 'kind' | 'atMicros'>> = {
  what: 0,
  node: -1,
  peer: -1,
  fate: 'done',
  group: 0,
  term: 0,
  a: 0,
  b: 0,
  c: 0,
  text: -1,
  context: -1,
  causes: [],
};
