import { invariant } from '../../base/invariant.ts';

/** @throws InvariantError when `value` does not fit 8 bits with sign. */
export function expectI8(value: number): void {
  invariant((value << 24) >> 24 === value, 'an i8 is an integer from -128 to 127');
}

/** @throws InvariantError when `value` does not fit 16 bits with sign. */
export function expectI16(value: number): void {
  invariant((value << 16) >> 16 === value, 'an i16 is an integer from -32,768 to 32,767');
}

/** @throws InvariantError when `value` does not fit 32 bits with sign. */
export function expectI32(value: number): void {
  invariant((value | 0) === value, 'an i32 is an integer from -2^31 to 2^31 - 1');
}
