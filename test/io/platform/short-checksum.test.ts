import { crc32 } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { shortChecksum } from '../../../src/io/platform/short-checksum.ts';

test('the checksum of a few bytes is the one that native code makes, wherever they stand', (t) => {
  fc.assert(
    fc.property(
      // Of an array without memory zlib forgets the seed.
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.nat(300),
      fc.nat(300),
      fc.nat(2 ** 32 - 1),
      (bytes, a, b, seed) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        const expected = crc32(bytes.subarray(start, end), seed);
        return shortChecksum(bytes, start, end, seed) === expected;
      },
    ),
  );
  t.pass();
});
