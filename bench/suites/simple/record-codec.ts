import { DecodeError } from '../../../src/base/errors.ts';
import { mix32 } from '../../../src/base/hash.ts';

/** Where the suite's records come from and what the server does with them. */
export interface RecordCodec {
  /** Record number `n` as bytes; the same number always gives the same bytes. */
  encode(n: number): Uint8Array;
  /** @throws DecodeError */
  decode(bytes: Uint8Array): unknown;
}

/** RaftAttribute (seeds.md TH-02) as a bare thrift struct, with the seeds' sizes (10.1). */
export const recordCodec: RecordCodec = { encode: encodeRecord, decode: decodeRecord };

interface RaftAttribute {
  attrId: bigint;
  attrName: string;
  ages: number[];
  locations: Map<string, string>;
  timestamp: bigint;
}

const STOP = 0;
const I32 = 8;
const I64 = 10;
const STRING = 11;
const MAP = 13;
const LIST = 15;
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 20;
const FIXED_BYTES = 67;
const AGE_BYTES = 4;
const LOCATION_BYTES = 2 * (4 + ID_LENGTH);

function encodeRecord(n: number): Uint8Array {
  const ages = 1 + (mix32(n, 1) % 100);
  const locations = 1 + (mix32(n, 2) % 50);
  const bytes = Buffer.alloc(FIXED_BYTES + AGE_BYTES * ages + LOCATION_BYTES * locations);
  let at = header(bytes, 0, I64, 1);
  at = bytes.writeBigUInt64BE(BigInt(1_000_000 + (mix32(n, 3) % 1_000_000)), at);
  at = text(bytes, header(bytes, at, STRING, 2), identifier(n, 0));
  at = bytes.writeUInt8(I32, header(bytes, at, LIST, 3));
  at = bytes.writeUInt32BE(ages, at);
  for (let i = 0; i < ages; i++) {
    at = bytes.writeInt32BE(1 + (mix32(n, 4, i) % 200), at);
  }
  at = bytes.writeUInt8(STRING, header(bytes, at, MAP, 4));
  at = bytes.writeUInt32BE(locations, bytes.writeUInt8(STRING, at));
  for (let i = 0; i < locations; i++) {
    at = text(bytes, at, identifier(n, 2 * i + 1));
    at = text(bytes, at, identifier(n, 2 * i + 2));
  }
  at = bytes.writeBigInt64BE(1_567_000_000_000_000_000n + BigInt(n), header(bytes, at, I64, 5));
  bytes.writeUInt8(STOP, at);
  return bytes;
}

function header(bytes: Buffer, at: number, type: number, id: number): number {
  return bytes.writeInt16BE(id, bytes.writeUInt8(type, at));
}

function text(bytes: Buffer, at: number, value: string): number {
  const start = bytes.writeUInt32BE(value.length, at);
  return start + bytes.write(value, start, 'latin1');
}

function identifier(n: number, which: number): string {
  let id = '';
  for (let i = 0; i < ID_LENGTH; i++) {
    id += ID_ALPHABET[mix32(n, 5, which, i) % ID_ALPHABET.length] ?? '';
  }
  return id;
}

function decodeRecord(bytes: Uint8Array): RaftAttribute {
  const reader = new ThriftReader(bytes);
  const record: RaftAttribute = {
    attrId: 0n,
    attrName: '',
    ages: [],
    locations: new Map(),
    timestamp: 0n,
  };
  for (let type = reader.u8(); type !== STOP; type = reader.u8()) {
    readField(reader, type, reader.u16(), record);
  }
  reader.expectEnd();
  return record;
}

function readField(reader: ThriftReader, type: number, id: number, record: RaftAttribute): void {
  if (id === 1 && type === I64) {
    record.attrId = BigInt.asUintN(64, reader.i64());
  } else if (id === 2 && type === STRING) {
    record.attrName = reader.text();
  } else if (id === 3 && type === LIST) {
    record.ages = reader.list();
  } else if (id === 4 && type === MAP) {
    record.locations = reader.map();
  } else if (id === 5 && type === I64) {
    record.timestamp = reader.i64();
  } else {
    throw new DecodeError(`field ${id} of type ${type} is not part of a record`, reader.at);
  }
}

/** Big-endian values; running over the end is a DecodeError. */
class ThriftReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  text(): string {
    const length = this.#u32();
    const start = this.#take(length);
    return this.#bytes.toString('latin1', start, start + length);
  }

  list(): number[] {
    this.#expectType(I32);
    const values: number[] = [];
    for (let left = this.#u32(); left > 0; left--) {
      values.push(this.#bytes.readInt32BE(this.#take(4)));
    }
    return values;
  }

  map(): Map<string, string> {
    this.#expectType(STRING);
    this.#expectType(STRING);
    const entries = new Map<string, string>();
    for (let left = this.#u32(); left > 0; left--) {
      entries.set(this.text(), this.text());
    }
    return entries;
  }

  expectEnd(): void {
    if (this.at !== this.#bytes.length) {
      throw new DecodeError(`${this.#bytes.length - this.at} bytes too many`, this.at);
    }
  }

  #u32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  #expectType(type: number): void {
    if (this.u8() !== type) {
      throw new DecodeError(`elements are not of type ${type}`, this.at);
    }
  }

  #take(count: number): number {
    const at = this.at;
    if (count > this.#bytes.length - at) {
      throw new DecodeError(`${count} bytes expected, ${this.#bytes.length - at} left`, at);
    }
    this.at = at + count;
    return at;
  }
}
