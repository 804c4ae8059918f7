import { RaftLabError } from '../../src/base/errors.ts';

const DECIMAL = /^\d{1,20}$/;
const HEX = /^0x[0-9a-f]{1,16}$/i;
const REVISION = /^[0-9a-f]{40}$/i;

/**
 * A seed as people write it: decimal, 0x…, or the 40 digits of a revision.
 *
 * @throws RaftLabError INVALID_CONFIG
 */
export function parseSeed(text: string): string {
  if (DECIMAL.test(text)) {
    return BigInt(text).toString();
  }
  if (HEX.test(text)) {
    return BigInt(text).toString();
  }
  if (REVISION.test(text)) {
    return text.toLowerCase();
  }
  throw new RaftLabError(
    'INVALID_CONFIG',
    `seed "${text}" is not a decimal number, 0x… or exactly 40 hexadecimal digits`,
  );
}

/** The seeds from `A` through `B` of `A..B`. @throws RaftLabError INVALID_CONFIG */
export function parseSeedRange(text: string): { readonly first: number; readonly last: number } {
  const match = /^(\d{1,15})\.\.(\d{1,15})$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (match === null || last < first) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `seeds "${text}" are not a range A..B of decimal numbers with A <= B`,
    );
  }
  return { first, last };
}
