import test from 'ava';
import { RollingHash } from '../../../sim/base/rolling-hash.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';

function digestOf(feed: (hash: RollingHash) => void): string {
  const hash = new RollingHash(nodeChecksum);
  feed(hash);
  return hash.digest();
}

test('the same input in the same order has the same digest of 16 digits', (t) => {
  const feed = (hash: RollingHash) => {
    hash.number(5);
    hash.bytes(Uint8Array.of(1, 2, 3), 0, 3);
  };
  t.is(digestOf(feed), digestOf(feed));
  t.regex(digestOf(feed), /^[0-9a-f]{16}$/);
});

test('one other number, bit, length or order has another digest', (t) => {
  const bytes = Uint8Array.of(1, 2, 3, 0);
  const digests = [
    digestOf(() => undefined),
    digestOf((hash) => hash.number(1)),
    digestOf((hash) => hash.number(2)),
    digestOf((hash) => hash.number(2 ** 40)),
    digestOf((hash) => {
      hash.number(1);
      hash.number(2);
    }),
    digestOf((hash) => {
      hash.number(2);
      hash.number(1);
    }),
    digestOf((hash) => hash.bytes(bytes, 0, 3)),
    digestOf((hash) => hash.bytes(bytes, 0, 4)),
    digestOf((hash) => hash.bytes(Uint8Array.of(1, 2, 2), 0, 3)),
  ];
  t.is(new Set(digests).size, digests.length);
});

test('no two of many short sequences share a digest', (t) => {
  const digests = new Set<string>();
  for (let a = 0; a < 100; a++) {
    for (let b = 0; b < 100; b++) {
      digests.add(
        digestOf((hash) => {
          hash.number(a);
          hash.number(b);
        }),
      );
    }
  }
  t.is(digests.size, 10_000);
});
