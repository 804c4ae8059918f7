import { expectElementType } from '../thrift/element-bytes.ts';
import { type I64, I64_ZERO, u64ToText } from '../thrift/i64.ts';
import type { ThriftReader } from '../thrift/thrift-reader.ts';
import { ThriftType } from '../thrift/thrift-type.ts';
import type { ThriftWriter } from '../thrift/thrift-writer.ts';

/** The record that the load generator writes (seeds.md TH-02). */
export interface RaftAttribute {
  /** 64 bits without sign. */
  readonly attrId: I64;
  readonly attrName: string;
  /** Each an i32; null where the seed has a nil slice, which is not written. */
  readonly ages: readonly number[] | null;
  /** In the order of the wire; null where the seed has a nil map, which is not written. */
  readonly locations: readonly Location[] | null;
  /** Nanoseconds since 1970. */
  readonly timestamp: I64;
}

export type Location = readonly [key: string, value: string];

const TEXT_TO_TEXT = { key: ThriftType.string, value: ThriftType.string } as const;

/** The key under which a record is stored: `<AttrID>_<AttrName>`. */
export function raftAttributeKey(record: RaftAttribute): string {
  return `${u64ToText(record.attrId)}_${record.attrName}`;
}

export function writeRaftAttribute(writer: ThriftWriter, record: RaftAttribute): void {
  writer.structBegin();
  writer.field(ThriftType.i64, 1);
  writer.i64(record.attrId);
  writer.field(ThriftType.string, 2);
  writer.text(record.attrName);
  if (record.ages !== null) {
    writer.field(ThriftType.list, 3);
    writeAges(writer, record.ages);
  }
  if (record.locations !== null) {
    writer.field(ThriftType.map, 4);
    writeLocations(writer, record.locations);
  }
  writer.field(ThriftType.i64, 5);
  writer.i64(record.timestamp);
  writer.structEnd();
}

/** The record at the reader's position; absent scalars are 0 or empty. @throws DecodeError */
export function readRaftAttribute(reader: ThriftReader): RaftAttribute {
  let attrId = I64_ZERO;
  let attrName = '';
  let ages: number[] | null = null;
  let locations: Location[] | null = null;
  let timestamp = I64_ZERO;
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(1, ThriftType.i64)) {
      attrId = reader.i64();
    } else if (reader.fieldIs(2, ThriftType.string)) {
      attrName = reader.text();
    } else if (reader.fieldIs(3, ThriftType.list)) {
      ages = readAges(reader);
    } else if (reader.fieldIs(4, ThriftType.map)) {
      locations = readLocations(reader);
    } else if (reader.fieldIs(5, ThriftType.i64)) {
      timestamp = reader.i64();
    } else {
      reader.skipField();
    }
  }
  return { attrId, attrName, ages, locations, timestamp };
}

function writeAges(writer: ThriftWriter, ages: readonly number[]): void {
  writer.listBegin(ThriftType.i32, ages.length);
  for (const age of ages) {
    writer.i32(age);
  }
}

function writeLocations(writer: ThriftWriter, locations: readonly Location[]): void {
  writer.mapBegin(TEXT_TO_TEXT, locations.length);
  for (const location of locations) {
    writer.text(location[0]);
    writer.text(location[1]);
  }
}

function readAges(reader: ThriftReader): number[] {
  const count = reader.listBegin();
  const ages: number[] = [];
  if (count > 0) {
    expectElementType(reader.elementType, ThriftType.i32, reader.at);
  }
  for (let i = 0; i < count; i++) {
    ages.push(reader.i32());
  }
  return ages;
}

function readLocations(reader: ThriftReader): Location[] {
  const count = reader.mapBegin();
  const locations: Location[] = [];
  if (count > 0) {
    expectElementType(reader.keyType, ThriftType.string, reader.at);
    expectElementType(reader.valueType, ThriftType.string, reader.at);
  }
  for (let i = 0; i < count; i++) {
    const key = reader.text();
    locations.push([key, reader.text()]);
  }
  return locations;
}
