import test from 'ava';
import fc from 'fast-check';
import { DecodeError } from '../../../src/base/errors.ts';
import { compressSnappy } from '../../../src/codec/snappy/compress.ts';
import { decompressSnappy } from '../../../src/codec/snappy/decompress.ts';
import { truncations } from '../damage.ts';
import { fuzz } from '../fuzz.ts';
import { fromHex, toHex } from '../hex.ts';

const MIB = 2 ** 20;
const WORDS = 'raftlab raftlab raftlab raftlab, and a tail that is new';

/** What Google's library makes of the same bytes. */
const VECTORS: readonly (readonly [what: string, plain: Uint8Array, hex: string])[] = [
  ['nothing', new Uint8Array(0), '00'],
  ['one byte', ascii('a'), '010061'],
  [
    'words that repeat',
    ascii(WORDS),
    '371c726166746c6162205a08005c2c20616e642061207461696c2074686174206973206e6577',
  ],
  ['a run', ascii('x'.repeat(300)), 'ac020078fe0100fe0100fe0100fe0100aa0100'],
];

/** Bytes with repetitions near and far, of which some are longer than one copy takes. */
const anyText = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.nat(40)), { maxLength: 12 })
  .map((parts) => Uint8Array.from(parts.flatMap(([bytes, times]) => repeated(bytes, times))));

for (const [what, plain, hex] of VECTORS) {
  test(`${what} has the bytes of the original, both ways`, (t) => {
    t.is(toHex(compressSnappy(plain)), hex);
    t.deepEqual(decompressSnappy(fromHex(hex), plain.length), plain);
  });
}

test('any bytes come back', (t) => {
  fc.assert(
    fc.property(anyText, (plain) => {
      t.deepEqual(decompressSnappy(compressSnappy(plain), plain.length), plain);
    }),
  );
});

test('bytes of several pieces come back, compressible or not', (t) => {
  for (const step of [0, 1, 7, 2_654_435_761]) {
    const plain = Uint8Array.from({ length: 200_000 }, (_, i) => Math.imul(i, step) >>> 13);
    const compressed = compressSnappy(plain);
    t.true(compressed.length <= plain.length + plain.length / 32 + 16);
    t.deepEqual(decompressSnappy(compressed, plain.length), plain);
  }
});

test('all kinds of elements are read, also those that are never written', (t) => {
  const expected = toHex(ascii('abcabcabcabcabcabcab'));
  for (const copy of ['15 03', '42 03 00', '43 03 00 00 00']) {
    const stream = fromHex(`14 08 616263 ${copy}`.replaceAll(' ', ''));
    const length = copy.startsWith('15') ? 3 + 4 + 5 : 20;
    stream[0] = length;
    t.is(toHex(decompressSnappy(stream, 100)), expected.slice(0, 2 * length), copy);
  }
  for (const head of ['f0 02', 'f4 0200', 'f8 020000', 'fc 02000000']) {
    const stream = fromHex(`03 ${head} 616263`.replaceAll(' ', ''));
    t.is(toHex(decompressSnappy(stream, 3)), '616263', head);
  }
});

test('more than the limit is refused before anything is made of it', (t) => {
  const run = compressSnappy(new Uint8Array(5000));
  t.throws(() => decompressSnappy(run, 4999), { instanceOf: DecodeError, message: /5000/ });
  const boast = fromHex('ffffffff0f0061');
  t.throws(() => decompressSnappy(boast, 2 ** 33), { instanceOf: DecodeError });
});

test('what is cut short, repeats what is not there, or makes another length is refused', (t) => {
  for (const cut of truncations(compressSnappy(ascii(WORDS)))) {
    t.throws(() => decompressSnappy(cut, MIB), { instanceOf: DecodeError }, `${cut.length}`);
  }
  for (const hex of [
    '040061', // a literal of one byte, four announced
    '000061', // one byte too many
    '0500610501', // a copy from before its own beginning
    '0500610500', // from nowhere
    '05006103ffffffff', // from far before
    '03fcffffffff61', // a literal of 2^32 bytes
    '8080808080808001', // a length without an end
  ]) {
    t.throws(() => decompressSnappy(fromHex(hex), MIB), { instanceOf: DecodeError }, hex);
  }
});

test('mutated streams are read or refused, and nothing else', (t) => {
  const samples = fc.sample(anyText, { seed: 5, numRuns: 40 }).map(compressSnappy);
  const outcome = fuzz(samples, (bytes) => decompressSnappy(bytes, MIB));
  t.deepEqual(outcome.defects, []);
  t.true(outcome.refused > 0 && outcome.decoded > 0);
});

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function repeated(bytes: Uint8Array, times: number): number[] {
  return Array.from({ length: times }, () => [...bytes]).flat();
}
