import { DecodeError } from '../../base/errors.ts';
import type { ThriftReader } from './thrift-reader.ts';
import { ThriftType, UUID_BYTES } from './thrift-type.ts';

/**
 * Steps over an element of a container, or a field that is no bool.
 *
 * @param levels - how many containers and structs may be open inside one another.
 * @throws DecodeError when they nest deeper, or when `type` does not exist.
 */
export function skipValue(reader: ThriftReader, type: number, levels: number): void {
  switch (type) {
    case ThriftType.bool:
    case ThriftType.i8:
      reader.skipBytes(1);
      return;
    case ThriftType.i16:
      reader.i16();
      return;
    case ThriftType.i32:
      reader.i32();
      return;
    case ThriftType.i64:
      reader.i64();
      return;
    case ThriftType.double:
      reader.skipBytes(8);
      return;
    case ThriftType.string:
      reader.binary();
      return;
    case ThriftType.uuid:
      reader.skipBytes(UUID_BYTES);
      return;
    default:
      skipNested(reader, type, nextLevel(levels, reader.at));
  }
}

/** One level less. @throws DecodeError when none is left. */
export function nextLevel(levels: number, at: number): number {
  if (levels === 0) {
    throw new DecodeError('values nest too deeply', at);
  }
  return levels - 1;
}

function skipNested(reader: ThriftReader, type: number, levels: number): void {
  switch (type) {
    case ThriftType.struct:
      skipStruct(reader, levels);
      return;
    case ThriftType.list:
      skipElements(reader, reader.listBegin(), levels);
      return;
    case ThriftType.set:
      skipElements(reader, reader.setBegin(), levels);
      return;
    case ThriftType.map:
      skipPairs(reader, reader.mapBegin(), levels);
      return;
    default:
      throw new DecodeError(`type ${type}, which does not exist,`, reader.at);
  }
}

function skipStruct(reader: ThriftReader, levels: number): void {
  reader.structBegin();
  while (reader.nextField()) {
    reader.skipField(levels);
  }
}

function skipElements(reader: ThriftReader, count: number, levels: number): void {
  const type = reader.elementType;
  for (let i = 0; i < count; i++) {
    skipValue(reader, type, levels);
  }
}

function skipPairs(reader: ThriftReader, count: number, levels: number): void {
  const { keyType, valueType } = reader;
  for (let i = 0; i < count; i++) {
    skipValue(reader, keyType, levels);
    skipValue(reader, valueType, levels);
  }
}
