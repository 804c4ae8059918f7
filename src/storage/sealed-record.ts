import { ByteReader, ByteWriter, readU32 } from '../base/bytes.ts';
import { DecodeError, RaftLabError } from '../base/errors.ts';
import type { Checksum } from '../base/ports.ts';

/** What a small file is: its first four bytes, and the version of what follows. */
export interface RecordFormat {
  readonly magic: number;
  /** The newest one that this build reads; earlier ones it reads too. */
  readonly version: number;
  readonly name: string;
}

/** A small file's content: magic, version, fields, CRC-32 of everything before it. */
export function sealRecord(
  format: RecordFormat,
  checksum: Checksum,
  writeFields: (writer: ByteWriter) => void,
  version = format.version,
): Uint8Array {
  const writer = new ByteWriter(128);
  writer.u32(format.magic);
  writer.u16(version);
  writeFields(writer);
  writer.u32(checksum(writer.bytes, 0, writer.length, 0));
  return writer.copy();
}

/** The version of a small file whose content is intact. */
export function versionOfRecord(bytes: Uint8Array): number {
  return new ByteReader(bytes, 4, 6).u16();
}

/**
 * The fields of a small file.
 *
 * @throws DecodeError when it is damaged; RaftLabError UNSUPPORTED_VERSION when it is of a later version.
 */
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
  if (version < 1 || version > format.version) {
    throw new RaftLabError(
      'UNSUPPORTED_VERSION',
      `${format.name} has version ${version}, this build reads versions up to ${format.version}: start ` +
        'the node with the build that wrote it, or a later one',
    );
  }
  return reader;
}
