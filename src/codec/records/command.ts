import { type I64, I64_ZERO } from '../thrift/i64.ts';
import type { ThriftReader } from '../thrift/thrift-reader.ts';
import { ThriftType } from '../thrift/thrift-type.ts';
import type { ThriftWriter } from '../thrift/thrift-writer.ts';

/** What the seeds' state machine is told to do (seeds.md TH-01). */
export interface Command {
  /** `read`, `delete` or `upsert`. */
  readonly cmd: string;
  /** 64 bits without sign. */
  readonly hashKey: I64;
  readonly key: string;
  /** Any bytes, although thrift calls them a string. */
  readonly val: Uint8Array;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

export function writeCommand(writer: ThriftWriter, command: Command): void {
  writer.structBegin();
  writer.field(ThriftType.string, 1);
  writer.text(command.cmd);
  writer.field(ThriftType.i64, 2);
  writer.i64(command.hashKey);
  writer.field(ThriftType.string, 3);
  writer.text(command.key);
  writer.field(ThriftType.string, 4);
  writer.binary(command.val);
  writer.structEnd();
}

/**
 * The command at the reader's position; absent fields are 0 or empty.
 *
 * `val` shares memory with the source.
 *
 * @throws DecodeError
 */
export function readCommand(reader: ThriftReader): Command {
  let cmd = '';
  let hashKey = I64_ZERO;
  let key = '';
  let val: Uint8Array = NO_BYTES;
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(1, ThriftType.string)) {
      cmd = reader.text();
    } else if (reader.fieldIs(2, ThriftType.i64)) {
      hashKey = reader.i64();
    } else if (reader.fieldIs(3, ThriftType.string)) {
      key = reader.text();
    } else if (reader.fieldIs(4, ThriftType.string)) {
      val = reader.binary();
    } else {
      reader.skipField();
    }
  }
  return { cmd, hashKey, key, val };
}
