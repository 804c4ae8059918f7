/** The reflected polynomial of CRC-32 (IEEE). */
const POLYNOMIAL = 0xed_b8_83_20;

/** What each byte does to the checksum with 0, 1, 2 and 3 bytes behind it, one table after the other. */
const TABLES = makeTables();
const AFTER_1 = 256;
const AFTER_2 = 512;
const AFTER_3 = 768;

/**
 * CRC-32 (IEEE) of `bytes[start, end)`, four bytes at a step. Up to some 200 bytes it takes less time
 * than a call into native code does.
 *
 * @param seed - the checksum of what comes before; 0 for nothing.
 */
export function shortChecksum(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let sum = ~seed;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    sum ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    sum =
      (TABLES[AFTER_3 + (sum & 255)] as number) ^
      (TABLES[AFTER_2 + ((sum >>> 8) & 255)] as number) ^
      (TABLES[AFTER_1 + ((sum >>> 16) & 255)] as number) ^
      (TABLES[sum >>> 24] as number);
  }
  for (; at < end; at++) {
    sum = (TABLES[(sum ^ (bytes[at] as number)) & 255] as number) ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum & 1) === 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    }
    tables[byte] = sum;
  }
  for (let at = 256; at < tables.length; at++) {
    const shorter = tables[at - 256] as number;
    tables[at] = (tables[shorter & 255] as number) ^ (shorter >>> 8);
  }
  return tables;
}
