import { type I64, I64_ZERO } from '../thrift/i64.ts';
import type { ThriftReader } from '../thrift/thrift-reader.ts';
import { ThriftType } from '../thrift/thrift-type.ts';
import type { ThriftWriter } from '../thrift/thrift-writer.ts';

/** What a client of the seeds asks to read (seeds.md TH-03). */
export interface ReadArgument {
  readonly key: string;
  /** 64 bits without sign. */
  readonly hashKey: I64;
  /** Whether the read must be linearizable. */
  readonly sync: boolean;
}

export function writeReadArgument(writer: ThriftWriter, argument: ReadArgument): void {
  writer.structBegin();
  writer.field(ThriftType.string, 1);
  writer.text(argument.key);
  writer.field(ThriftType.i64, 2);
  writer.i64(argument.hashKey);
  writer.fieldBool(3, argument.sync);
  writer.structEnd();
}

/** The argument at the reader's position; absent fields are 0, empty or false. @throws DecodeError */
export function readReadArgument(reader: ThriftReader): ReadArgument {
  let key = '';
  let hashKey = I64_ZERO;
  let sync = false;
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(1, ThriftType.string)) {
      key = reader.text();
    } else if (reader.fieldIs(2, ThriftType.i64)) {
      hashKey = reader.i64();
    } else if (reader.fieldIs(3, ThriftType.bool)) {
      sync = reader.fieldBool();
    } else {
      reader.skipField();
    }
  }
  return { key, hashKey, sync };
}
