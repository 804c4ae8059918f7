import test from 'ava';
import fc from 'fast-check';
import { writeU32 } from '../../src/base/bytes.ts';
import { DecodeError } from '../../src/base/errors.ts';
import { COMMAND_BYTES_MAX } from '../../src/base/limits.ts';
import { decodeEntries, decodeEntry, forEachRun } from '../../src/codec/entry-record.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import type { EntryKind } from '../../src/raft/entry.ts';
import { index, term } from '../branded.ts';
import { anyIndex, anyTerm, entryContent, sealedEntry } from './any-message.ts';
import { bitFlips, truncations } from './damage.ts';

const anyKind = fc.constantFrom<EntryKind>('empty', 'command', 'configuration');

function recordOf(at: number, inTerm: number, payload: number[]): Uint8Array {
  const { bytes, start, end } = sealedEntry(at, inTerm, 'command', Uint8Array.from(payload));
  return bytes.slice(start, end);
}

test('an entry is the same after it was sealed and decoded, wherever it lies', (t) => {
  fc.assert(
    fc.property(
      anyIndex,
      anyTerm,
      anyKind,
      fc.uint8Array({ maxLength: 100 }),
      fc.nat(20),
      (at, inTerm, kind, payload, start) => {
        const entry = sealedEntry(at, inTerm, kind, payload, start);
        const decoded = decodeEntry(entry.bytes, start, entry.bytes.length, nodeChecksum);
        t.deepEqual(entryContent(decoded), entryContent(entry));
        t.true(decoded.sealed);
        t.is(decoded.bytes, entry.bytes);
      },
    ),
  );
});

test('every cut and every flipped bit of a record is noticed', (t) => {
  const record = recordOf(7, 3, [1, 2, 3, 4, 5]);
  for (const cut of truncations(record)) {
    t.throws(() => decodeEntry(cut, 0, cut.length, nodeChecksum), { instanceOf: DecodeError });
  }
  for (const { bytes, bit } of bitFlips(record)) {
    t.throws(
      () => decodeEntry(bytes, 0, bytes.length, nodeChecksum),
      { instanceOf: DecodeError },
      `bit ${bit}`,
    );
  }
});

test('a record of more than the largest command is refused before it is looked at', (t) => {
  const record = recordOf(1, 1, []);
  writeU32(record, 0, COMMAND_BYTES_MAX + 1);
  let looked = 0;
  const counting = () => {
    looked++;
    return 0;
  };
  t.throws(() => decodeEntry(record, 0, 2 ** 30, counting), { instanceOf: DecodeError });
  t.is(looked, 0);
});

test('records must follow each other from the announced index and stay within the term', (t) => {
  const records = (...each: [number, number][]) =>
    Uint8Array.from(each.flatMap(([at, inTerm]) => [...recordOf(at, inTerm, [at])]));
  const decode = (bytes: Uint8Array) =>
    decodeEntries(
      bytes,
      { start: 0, end: bytes.length },
      { firstIndex: index(4), termMax: term(2) },
      nodeChecksum,
    );
  t.is(decode(records([4, 1], [5, 2])).length, 2);
  t.is(decode(records()).length, 0);
  const wrong: [number, number][][] = [
    [[5, 1]],
    [
      [4, 1],
      [6, 1],
    ],
    [
      [4, 1],
      [4, 1],
    ],
    [[4, 3]],
  ];
  for (const each of wrong) {
    t.throws(() => decode(records(...each)), { instanceOf: DecodeError });
  }
});

test('entries that lie behind each other are copied in one run, others each for itself', (t) => {
  const shared = new Uint8Array(100);
  const at = (bytes: Uint8Array, start: number, end: number) => ({
    ...sealedEntry(1, 1, 'empty', new Uint8Array(0)),
    bytes,
    start,
    end,
  });
  const other = new Uint8Array(50);
  const runs: [Uint8Array, number, number][] = [];
  forEachRun(
    [at(shared, 0, 30), at(shared, 30, 60), at(shared, 70, 100), at(other, 0, 30)],
    (bytes, start, end) => runs.push([bytes, start, end]),
  );
  t.deepEqual(runs, [
    [shared, 0, 60],
    [shared, 70, 100],
    [other, 0, 30],
  ]);
});
