import type { ByteReader, ByteWriter } from '../base/bytes.ts';
import { DecodeError } from '../base/errors.ts';

const MORE = 0x80;
/** Seven bits each: as many bytes as a safe integer can need. */
const VARINT_BYTES_MAX = 8;

/** Appends a safe integer >= 0, seven bits to a byte, least significant first. */
export function writeVarint(writer: ByteWriter, value: number): void {
  let rest = value;
  while (rest >= MORE) {
    writer.u8((rest % MORE) | MORE);
    rest = Math.floor(rest / MORE);
  }
  writer.u8(rest);
}

/** @throws DecodeError above 2^53 - 1, and for more bytes than the number needs. */
export function readVarint(reader: ByteReader): number {
  const start = reader.at;
  let value = 0;
  let scale = 1;
  for (let i = 0; i < VARINT_BYTES_MAX; i++) {
    const byte = reader.u8();
    value += (byte % MORE) * scale;
    scale *= MORE;
    if (byte < MORE) {
      if (value > Number.MAX_SAFE_INTEGER || (byte === 0 && i > 0)) {
        break;
      }
      return value;
    }
  }
  throw new DecodeError('a number is above 2^53, or longer than it needs to be', start);
}
