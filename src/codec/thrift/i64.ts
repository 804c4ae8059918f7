import { RaftLabError } from '../../base/errors.ts';
import { invariant } from '../../base/invariant.ts';

const TWO_32 = 2 ** 32;
const LOW_MASK = 0xff_ff_ff_ffn;

/**
 * The 64 bits of a signed integer, in halves: a number keeps only 53 bits, a bigint is slow.
 *
 * `high` is an int32 and carries the sign, `low` is a uint32. Unsigned 64-bit values travel as the
 * same bits (seeds.md section 8).
 */
export interface I64 {
  readonly high: number;
  readonly low: number;
}

export const I64_ZERO: I64 = Object.freeze({ high: 0, low: 0 });

/** The bits of `value`, which is a safe integer. @throws InvariantError when it is not. */
export function i64FromNumber(value: number): I64 {
  invariant(Number.isSafeInteger(value), 'a number taken as an i64 is a safe integer');
  return { high: Math.floor(value / TWO_32) | 0, low: value >>> 0 };
}

/** The signed value of `bits`. @throws RaftLabError DECODE_FAILED when a number cannot hold it. */
export function i64ToNumber(bits: I64): number {
  const value = bits.high * TWO_32 + bits.low;
  if (!Number.isSafeInteger(value)) {
    throw new RaftLabError('DECODE_FAILED', `${i64ToBigint(bits)} is beyond 2^53`);
  }
  return value;
}

/**
 * The bits of `value`, signed or unsigned.
 *
 * @throws InvariantError when it is below -2^63 or not below 2^64.
 */
export function i64FromBigint(value: bigint): I64 {
  invariant(
    BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value,
    'an i64 has 64 bits',
    {
      value,
    },
  );
  return { high: Number(BigInt.asIntN(32, value >> 32n)), low: Number(value & LOW_MASK) };
}

/** The signed value of `bits`, -2^63 to 2^63 - 1. */
export function i64ToBigint(bits: I64): bigint {
  return (BigInt(bits.high) << 32n) | BigInt(bits.low);
}

/** The value of `bits` taken as unsigned, 0 to 2^64 - 1. */
export function u64ToBigint(bits: I64): bigint {
  return (BigInt(bits.high >>> 0) << 32n) | BigInt(bits.low);
}

/** `bits` and `increment`, a safe integer >= 0, added; wraps at 2^64. */
export function i64Plus(bits: I64, increment: number): I64 {
  const low = bits.low + (increment >>> 0);
  const carry = low < TWO_32 ? 0 : 1;
  return { high: (bits.high + Math.floor(increment / TWO_32) + carry) | 0, low: low >>> 0 };
}

/** The decimal digits of `bits` taken as unsigned: how the seeds print an AttrID. */
export function u64ToText(bits: I64): string {
  return bits.high === 0 ? String(bits.low) : String(u64ToBigint(bits));
}
