import type { Story, StoryRows, StoryStates } from '../../sim/record/story/story.ts';

/** Something that befell machines or links, as a report names it. */
export interface StoryBand {
  readonly row: string;
  readonly kind: string;
  readonly short: string;
  readonly detail: string;
  readonly fromMicros: number;
  readonly untilMicros: number;
}

/** What a page is given: the story, and what the report knows besides. */
export interface StoryPage extends Story {
  readonly bands: readonly StoryBand[];
  /** The moment that the page opens at. */
  readonly openMicros: number;
  readonly healedMicros: number | null;
}

/** Numbers of a column, written as differences so that they compress well. */
type Coding = 'plain' | 'delta' | 'fromAt' | 'fromRow';
type RowColumn = Exclude<keyof StoryRows, 'count' | 'causes' | 'causesEnd'>;

const ROW_COLUMNS: readonly (readonly [RowColumn, Coding])[] = [
  ['kind', 'plain'],
  ['what', 'plain'],
  ['node', 'plain'],
  ['peer', 'plain'],
  ['fate', 'plain'],
  ['atMicros', 'delta'],
  ['untilMicros', 'fromAt'],
  ['group', 'plain'],
  ['term', 'delta'],
  ['a', 'delta'],
  ['b', 'delta'],
  ['c', 'plain'],
  ['text', 'delta'],
  ['context', 'fromRow'],
];

/** The story as bytes: a JSON head, then one column after the other. */
export function encodeStory(story: StoryPage): Uint8Array {
  const { rows, states, ...rest } = story;
  const head = new TextEncoder().encode(
    JSON.stringify({
      ...rest,
      rowCount: rows.count,
      causeCount: rows.causes.length,
      cells: states.cells,
      cellCount: states.cellCount,
      changeCount: states.cell.length,
    }),
  );
  const writer = new NumberWriter();
  writer.put(head.length);
  writer.bytes(head);
  for (const [name, coding] of ROW_COLUMNS) {
    writeColumn(writer, rows[name], coding, rows.atMicros);
  }
  writeCauses(writer, rows);
  writeStates(writer, states);
  return writer.finish();
}

export function decodeStory(bytes: Uint8Array): StoryPage {
  const reader = new NumberReader(bytes);
  const length = reader.take();
  const { rowCount, causeCount, cells, cellCount, changeCount, ...rest } = JSON.parse(
    new TextDecoder().decode(reader.bytes(length)),
  );
  const rows = emptyRows(rowCount, causeCount);
  for (const [name, coding] of ROW_COLUMNS) {
    readColumn(reader, rows[name], coding, rows.atMicros);
  }
  readCauses(reader, rows);
  return { ...rest, rows, states: readStates(reader, { cells, cellCount, changeCount }) };
}

type Column = StoryRows[RowColumn];

function baseOf(column: Column, coding: Coding, at: ArrayLike<number>, row: number): number {
  switch (coding) {
    case 'plain':
      return 0;
    case 'delta':
      return column[row - 1] ?? 0;
    case 'fromAt':
      return at[row] as number;
    case 'fromRow':
      return row;
  }
}

function writeColumn(
  writer: NumberWriter,
  column: Column,
  coding: Coding,
  at: ArrayLike<number>,
): void {
  for (let row = 0; row < column.length; row++) {
    writer.put((column[row] as number) - baseOf(column, coding, at, row));
  }
}

function readColumn(
  reader: NumberReader,
  column: Column,
  coding: Coding,
  at: ArrayLike<number>,
): void {
  for (let row = 0; row < column.length; row++) {
    column[row] = reader.take() + baseOf(column, coding, at, row);
  }
}

function writeCauses(writer: NumberWriter, { causes, causesEnd, count }: StoryRows): void {
  for (let row = 0, at = 0; row < count; row++) {
    const end = causesEnd[row] as number;
    writer.put(end - at);
    for (; at < end; at++) {
      writer.put(row - (causes[at] as number));
    }
  }
}

function readCauses(reader: NumberReader, { causes, causesEnd, count }: StoryRows): void {
  for (let row = 0, at = 0; row < count; row++) {
    const end = at + reader.take();
    for (; at < end; at++) {
      causes[at] = row - reader.take();
    }
    causesEnd[row] = end;
  }
}

/** A value is written as the difference to what its cell held before. */
function writeStates(
  writer: NumberWriter,
  { cellCount, atMicros, cell, value }: StoryStates,
): void {
  const now = new Float64Array(cellCount);
  for (let i = 0; i < cell.length; i++) {
    const which = cell[i] as number;
    writer.put((atMicros[i] as number) - (atMicros[i - 1] ?? 0));
    writer.put(which - (cell[i - 1] ?? 0));
    writer.put((value[i] as number) - (now[which] as number));
    now[which] = value[i] as number;
  }
}

function readStates(
  reader: NumberReader,
  {
    cells,
    cellCount,
    changeCount,
  }: Pick<StoryStates, 'cells' | 'cellCount'> & {
    readonly changeCount: number;
  },
): StoryStates {
  const atMicros = new Float64Array(changeCount);
  const cell = new Uint32Array(changeCount);
  const value = new Float64Array(changeCount);
  const now = new Float64Array(cellCount);
  for (let i = 0; i < changeCount; i++) {
    atMicros[i] = reader.take() + (atMicros[i - 1] ?? 0);
    const which = reader.take() + (cell[i - 1] ?? 0);
    cell[i] = which;
    value[i] = reader.take() + (now[which] as number);
    now[which] = value[i] as number;
  }
  return { cells, cellCount, atMicros, cell, value };
}

function emptyRows(count: number, causes: number): StoryRows {
  return {
    count,
    kind: new Uint8Array(count),
    what: new Uint8Array(count),
    node: new Int16Array(count),
    peer: new Int16Array(count),
    fate: new Uint8Array(count),
    atMicros: new Float64Array(count),
    untilMicros: new Float64Array(count),
    group: new Uint32Array(count),
    term: new Float64Array(count),
    a: new Float64Array(count),
    b: new Float64Array(count),
    c: new Float64Array(count),
    text: new Int32Array(count),
    context: new Int32Array(count),
    causesEnd: new Uint32Array(count),
    causes: new Uint32Array(causes),
  };
}

/** Whole numbers below 2^52 in either direction, seven bits in a byte, the sign in the lowest one. */
class NumberWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  put(value: number): void {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    this.#reserve(8);
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(length: number): void {
    if (this.#length + length > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length + length);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
  }
}

class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(): number {
    let value = 0;
    let scale = 1;
    let byte = this.#bytes[this.#at++] as number;
    while (byte >= 128) {
      value += (byte - 128) * scale;
      scale *= 128;
      byte = this.#bytes[this.#at++] as number;
    }
    value += byte * scale;
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  bytes(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
