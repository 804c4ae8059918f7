import { POOL_IDS, type RecordDraft, RecordGenerator } from './record-generator.ts';
import { TEXT_ID_CHARACTERS } from './text-id.ts';
import type { WorkloadName } from './workload.ts';

/** A record as it is stored: under its key, in thrift's binary protocol. */
export interface EncodedRecord {
  readonly attrId: number;
  /** `<AttrID>_<AttrName>`. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** An id as the protocol has it, its length in front: a whole number of words. */
const ID_BYTES = 4 + TEXT_ID_CHARACTERS;
const ID_WORDS = ID_BYTES / 4;
/** Fields 1 and 2 and the head of the list in field 3; values are put over the zeros. */
const HEAD = Buffer.from(
  `0a0001${'00'.repeat(8)}0b000200000014${'00'.repeat(20)}0f00030800000000`,
  'hex',
);
const ATTR_ID_AT = 7;
const ATTR_NAME_AT = 18;
const AGES_COUNT_AT = 42;
const AGE_BYTES = 4;
/** The head of the map in field 4. */
const MAP_HEAD = Buffer.from('0d00040b0b00000000', 'hex');
const MAP_COUNT_AT = 5;
/** Field 5 and the end of the record. */
const TAIL = Buffer.from(`0a0005${'00'.repeat(8)}00`, 'hex');
const TIMESTAMP_AT = 3;

const SLAB_BYTES = 1024 * 1024;
/** No record is longer, its key included (seeds.md 10.1). */
const RECORD_BYTES_MAX = 4096;

/**
 * Makes the keys and values of a load; record `sequence` is the same whenever it is made.
 *
 * A load on two cores must not be limited by who makes it, so this knows the one struct that it
 * writes: locations are copied, a word at a time, from a pool that is encoded once.
 */
export class EncodedRecords {
  readonly #generator: RecordGenerator;
  /** The pool's ids as the protocol has them, one after the other. */
  readonly #poolWords: Int32Array;
  #slab = Buffer.alloc(0);
  #words = new Int32Array(0);
  #at = 0;

  constructor(options: { readonly seed: string; readonly workload: WorkloadName }) {
    this.#generator = new RecordGenerator(options);
    this.#poolWords = encodePool(this.#generator.pool);
  }

  make(sequence: number): EncodedRecord {
    const draft = this.#generator.draft(sequence);
    if (this.#at + RECORD_BYTES_MAX > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#words = new Int32Array(this.#slab.buffer);
      this.#at = 0;
    }
    const keyEnd = this.#putKey(draft);
    const start = alignedStart(keyEnd);
    const end = this.#putValue(draft, start);
    const key = this.#slab.subarray(this.#at, keyEnd);
    this.#at = end;
    return { attrId: draft.attrId, key, value: this.#slab.subarray(start, end) };
  }

  #putKey({ attrId, attrName }: RecordDraft): number {
    return this.#at + this.#slab.write(`${attrId}_${attrName}`, this.#at, 'latin1');
  }

  #putValue(draft: RecordDraft, start: number): number {
    const slab = this.#slab;
    slab.set(HEAD, start);
    slab.writeUInt32BE(draft.attrId, start + ATTR_ID_AT);
    slab.write(draft.attrName, start + ATTR_NAME_AT, 'latin1');
    slab.writeUInt32BE(draft.ages.length, start + AGES_COUNT_AT);
    let at = start + HEAD.length;
    for (const age of draft.ages) {
      slab[at] = 0;
      slab[at + 1] = 0;
      slab[at + 2] = 0;
      slab[at + 3] = age;
      at += AGE_BYTES;
    }
    slab.set(MAP_HEAD, at);
    slab.writeUInt32BE(draft.locations, at + MAP_COUNT_AT);
    at = this.#putLocations(draft, at + MAP_HEAD.length);
    slab.set(TAIL, at);
    slab.writeInt32BE(draft.timestamp.high, at + TIMESTAMP_AT);
    slab.writeUInt32BE(draft.timestamp.low, at + TIMESTAMP_AT + 4);
    return at + TAIL.length;
  }

  #putLocations({ locations, firstKey, firstValue }: RecordDraft, at: number): number {
    let to = at / 4;
    for (let i = 0; i < locations; i++) {
      this.#copyId((firstKey + i) % POOL_IDS, to);
      this.#copyId((firstValue + i) % POOL_IDS, to + ID_WORDS);
      to += 2 * ID_WORDS;
    }
    return to * 4;
  }

  #copyId(position: number, to: number): void {
    const pool = this.#poolWords;
    const from = position * ID_WORDS;
    for (let i = 0; i < ID_WORDS; i++) {
      this.#words[to + i] = pool[from + i] as number;
    }
  }
}

/** Where a value must begin at or after `at` so that its locations begin at a whole word. */
function alignedStart(at: number): number {
  const misaligned = (at + HEAD.length + MAP_HEAD.length) % 4;
  return misaligned === 0 ? at : at + 4 - misaligned;
}

function encodePool(pool: readonly string[]): Int32Array {
  const bytes = Buffer.alloc(pool.length * ID_BYTES);
  for (const [i, id] of pool.entries()) {
    bytes.writeUInt32BE(TEXT_ID_CHARACTERS, i * ID_BYTES);
    bytes.write(id, i * ID_BYTES + 4, 'latin1');
  }
  return new Int32Array(bytes.buffer, bytes.byteOffset, pool.length * ID_WORDS);
}
