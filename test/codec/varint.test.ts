import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { DecodeError } from '../../src/base/errors.ts';
import { readVarint, writeVarint } from '../../src/codec/varint.ts';

/** Seven bits at a time, by arithmetic that cannot round. */
function obvious(value: number): number[] {
  const bits = value.toString(2);
  const groups: number[] = [];
  for (let end = bits.length; end > 0; end -= 7) {
    groups.push(Number.parseInt(bits.slice(Math.max(0, end - 7), end), 2));
  }
  return groups.map((group, i) => group + (i < groups.length - 1 ? 128 : 0));
}

test('a number has the bytes of its groups of seven bits, and is the same after decoding', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(300), fc.maxSafeNat()), (value) => {
      const writer = new ByteWriter();
      writeVarint(writer, value);
      t.deepEqual([...writer.copy()], obvious(value));
      t.is(readVarint(new ByteReader(writer.copy())), value);
    }),
  );
});

test('a number above 2^53 - 1, one with needless bytes and one cut short are refused', (t) => {
  const bad = [
    [255, 255, 255, 255, 255, 255, 255, 255, 1],
    [255, 255, 255, 255, 255, 255, 255, 31],
    [129, 0],
    [129],
    [],
  ];
  for (const bytes of bad) {
    const reader = new ByteReader(Uint8Array.from(bytes));
    t.throws(() => readVarint(reader), { instanceOf: DecodeError }, `${bytes}`);
  }
});
