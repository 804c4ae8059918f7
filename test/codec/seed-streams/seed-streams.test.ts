import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../../../src/base/limits.ts';
import type { Pair } from '../../../src/codec/records/pair.ts';
import {
  SEED_FORMATS,
  type SeedFormat,
  writeSeedRecord,
} from '../../../src/codec/seed-streams/seed-format.ts';
import { SeedStreamReader } from '../../../src/codec/seed-streams/seed-stream-reader.ts';
import { nodeGzip } from '../../../src/io/platform/gzip.ts';
import { fuzz } from '../fuzz.ts';
import { fromHex, toHex } from '../hex.ts';

/** A value of five bytes as the seed's encoder compresses it (seeds.md 21). */
const GZIP_VALUE = '1f8b08000000000000ff2a4bcc294d05000000ffff010000ffff3458771d05000000';

/** The pair key, value in every format (seeds.md 21). */
const VECTORS: Readonly<Record<SeedFormat, string>> = {
  'sn-02': '030000006b65790500000076616c7565',
  'sn-03': `03000000000000006b65792200000000000000${GZIP_VALUE}`,
  'sn-05': '180000000000000003000000000000006b6579050000000000000076616c7565',
};
const PAIR: Pair = { key: fromHex('6b6579'), value: fromHex('76616c7565') };

const anyBytes = fc.uint8Array({ maxLength: 120 });
const anyPairs = fc.array(fc.record({ key: anyBytes, value: anyBytes }), { maxLength: 6 });
const anyFormat = fc.constantFrom(...SEED_FORMATS);

test('records follow each other without anything between them', (t) => {
  for (const format of SEED_FORMATS) {
    t.deepEqual(readAll(format, fromHex(VECTORS[format] + VECTORS[format])), [PAIR, PAIR], format);
  }
});

for (const format of SEED_FORMATS) {
  test(`the vector of ${format} is read as the seed wrote it`, (t) => {
    t.deepEqual(readAll(format, fromHex(VECTORS[format])), [PAIR]);
  });

  test(`a stream of ${format} that ends within a record is an unexpected end, wherever`, (t) => {
    const bytes = fromHex(VECTORS[format]);
    for (let length = 1; length < bytes.length; length++) {
      const cut = () => readAll(format, bytes.slice(0, length));
      t.throws(cut, { instanceOf: DecodeError, message: /unexpected end/ }, `${length}`);
    }
    t.deepEqual(readAll(format, bytes.slice(0, 0)), []);
  });

  test(`mutated streams of ${format} are read or refused, and nothing else`, (t) => {
    const samples = fc
      .sample(anyPairs, { seed: 3, numRuns: 30 })
      .map((pairs) => written(format, pairs));
    const outcome = fuzz([fromHex(VECTORS[format]), ...samples], (bytes) => readAll(format, bytes));
    t.deepEqual(outcome.defects, []);
    t.true(outcome.refused > 0 && outcome.decoded > 0);
  });
}

for (const format of ['sn-02', 'sn-05'] as const) {
  test(`${format} is written as the seed writes it`, (t) => {
    t.is(toHex(written(format, [PAIR])), VECTORS[format]);
  });
}

test('any pairs come back from any format, in whatever pieces the stream arrives', (t) => {
  fc.assert(
    fc.property(anyFormat, anyPairs, fc.integer({ min: 1, max: 50 }), (format, pairs, piece) => {
      t.deepEqual(readAll(format, written(format, pairs), piece), pairs);
    }),
  );
});

test('a length above the limit is refused before its bytes are there', (t) => {
  const lengths = { 'sn-02': 4, 'sn-03': 8, 'sn-05': 8 } as const;
  for (const format of SEED_FORMATS) {
    for (const excess of [KEY_BYTES_MAX + 1, 2 ** 32 - 1]) {
      const bytes = new Uint8Array(2 * lengths[format]);
      new DataView(bytes.buffer).setUint32(format === 'sn-05' ? 8 : 0, excess, true);
      t.throws(() => readAll(format, bytes), { message: /announces/ }, `${format} ${excess}`);
    }
    const value = new ByteWriter();
    if (format === 'sn-05') {
      value.u64(VALUE_BYTES_MAX + 16 + 1);
    }
    value.raw(new Uint8Array(lengths[format]));
    value.u32(VALUE_BYTES_MAX + VALUE_BYTES_MAX / 512);
    value.raw(new Uint8Array(lengths[format] - 4));
    t.throws(() => readAll(format, value.copy()), { message: /announces/ }, `${format} value`);
  }
});

test('a gzip value that expands beyond the largest value is refused', (t) => {
  const bomb = nodeGzip.compress(new Uint8Array(VALUE_BYTES_MAX + 1));
  const out = new ByteWriter();
  out.u64(0);
  out.u64(bomb.length);
  out.raw(bomb);
  t.throws(() => readAll('sn-03', out.copy()), { instanceOf: DecodeError, message: /gzip/ });
});

test('a gzip value is refused when anything follows it, even zeros', (t) => {
  for (const tail of ['00', '0000', '01', '1f8b']) {
    const out = new ByteWriter();
    const stored = fromHex(GZIP_VALUE + tail);
    out.u64(0);
    out.u64(stored.length);
    out.raw(stored);
    t.throws(() => readAll('sn-03', out.copy()), { instanceOf: DecodeError }, tail);
  }
});

test('sizes of an sn-05 record that disagree are refused', (t) => {
  for (const at of [0, 8, 19]) {
    for (const delta of [1, -1]) {
      const bytes = fromHex(VECTORS['sn-05']);
      bytes[at] = (bytes[at] as number) + delta;
      t.throws(() => readAll('sn-05', bytes), { instanceOf: DecodeError }, `${at} ${delta}`);
    }
  }
});

function written(format: SeedFormat, pairs: readonly Pair[]): Uint8Array {
  const out = new ByteWriter();
  for (const pair of pairs) {
    writeSeedRecord(out, format, pair, nodeGzip);
  }
  return out.copy();
}

function readAll(format: SeedFormat, bytes: Uint8Array, pieceBytes = bytes.length + 1): Pair[] {
  const reader = new SeedStreamReader(format, nodeGzip);
  const pairs: Pair[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const { key, value } of reader.push(bytes.slice(at, at + pieceBytes))) {
      pairs.push({ key: Uint8Array.from(key), value: Uint8Array.from(value) });
    }
  }
  reader.finish();
  return pairs;
}
