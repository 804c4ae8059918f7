import test from 'ava';
import fc from 'fast-check';
import { RaftLabError } from '../../../src/base/errors.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import {
  i64FromBigint,
  i64FromNumber,
  i64Plus,
  i64ToBigint,
  i64ToNumber,
  u64ToBigint,
  u64ToText,
} from '../../../src/codec/thrift/i64.ts';

const anyI64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const anyU64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test('all 64 bits survive the way into halves and back', (t) => {
  fc.assert(fc.property(anyI64, (value) => i64ToBigint(i64FromBigint(value)) === value));
  fc.assert(fc.property(anyU64, (value) => u64ToBigint(i64FromBigint(value)) === value));
  t.pass();
});

test('the halves are an int32 and a uint32', (t) => {
  t.deepEqual(i64FromBigint(-1n), { high: -1, low: 0xff_ff_ff_ff });
  t.deepEqual(i64FromBigint(2n ** 64n - 1n), { high: -1, low: 0xff_ff_ff_ff });
  t.deepEqual(i64FromNumber(-1), { high: -1, low: 0xff_ff_ff_ff });
  t.deepEqual(i64FromNumber(2 ** 32), { high: 1, low: 0 });
});

test('a safe integer has the same halves as the bigint of its value', (t) => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      t.deepEqual(i64FromNumber(value), i64FromBigint(BigInt(value)));
      t.is(i64ToNumber(i64FromNumber(value)), value);
    }),
  );
});

test('a value beyond 2^53 becomes no number, rather than a rounded one', (t) => {
  t.throws(() => i64ToNumber(i64FromBigint(2n ** 53n)), { instanceOf: RaftLabError });
  t.throws(() => i64FromNumber(2 ** 53), { instanceOf: InvariantError });
  t.throws(() => i64FromBigint(2n ** 64n), { instanceOf: InvariantError });
  t.throws(() => i64FromBigint(-(2n ** 63n) - 1n), { instanceOf: InvariantError });
});

test('adding carries from the low half and wraps at 2^64', (t) => {
  fc.assert(
    fc.property(anyI64, fc.maxSafeNat(), (value, increment) => {
      const sum = BigInt.asIntN(64, value + BigInt(increment));
      t.deepEqual(i64Plus(i64FromBigint(value), increment), i64FromBigint(sum));
    }),
  );
});

test('the decimal digits are those of the unsigned value', (t) => {
  fc.assert(fc.property(anyU64, (value) => u64ToText(i64FromBigint(value)) === String(value)));
  t.is(u64ToText(i64FromBigint(-1n)), '18446744073709551615');
});
