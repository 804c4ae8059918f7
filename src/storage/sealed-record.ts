import { ByteReader, ByteWriter, readU32 } from '../base/bytes.ts';
import { DecodeError } from '../base/errors.ts';
import type { Checksum } from '../base/ports.ts';

/** What a small file is: its first four bytes, and the version of what follows. */
export interface RecordFormat {
  readonly magic: number;
  readonly version: number;
  readonly name: string;
}

/** A small file's content: magic, version, fields, CRC-32 of everything before it. */
export function sealRecord(
  format: RecordFormat,
  checksum: Checksum,
  writeFields: (writer: ByteWriter) => void,
): Uint8Array {
  const writer = new ByteWriter(128);
  writer.u32(format.magic);
  writer.u16(format.version);
  writeFields(writer);
  writer.u32(checksum(writer.bytes, 0, writer.length, 0));
  return writer.copy();
}

/** The fields of a small file. @throws DecodeError when it is damaged or of another version. */
export function openRecord(
  format: RecordFormat,
  bytes: Uint8Array,
  checksum: Checksum,
): ByteReader {
  const end = bytes.length - 4;
  if (end < 6 || readU32(bytes, end) !== checksum(bytes, 0, end, 0)) {
    throw new DecodeError(`${format.name} does not match its checksum`, Math.max(end, 0));
  }
  const reader = new ByteReader(bytes, 0, end);
  if (reader.u32() !== format.magic) {
    throw new DecodeError(`this is no ${format.name}`, 0);
  }
  const version = reader.u16();
  if (version !== format.version) {
    throw new DecodeError(
      `${format.name} has version ${version}, this build reads version ${format.version}`,
      4,
    );
  }
  return reader;
}
