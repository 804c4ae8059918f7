import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import { i64FromBigint, i64ToBigint, u64ToBigint } from '../../../src/codec/thrift/i64.ts';
import {
  readVarint32,
  readVarint64,
  unzigzag32,
  unzigzag64,
  writeVarint32,
  writeVarint64,
  zigzag32,
  zigzag64,
} from '../../../src/codec/thrift/varint.ts';
import { foreignCase } from '../../foreign/case-counts.ts';
import { foreignTest } from '../../foreign-data.ts';
import { fromHex, toHex } from '../hex.ts';
import type { PrimitivesFile } from './foreign-vectors.ts';
import { encodeWith, PROTOCOLS } from './protocols.ts';
import { writeValue } from './write-value.ts';

const PRIMITIVES = 'thrift/primitives.json';
const anyI64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const anyI32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

foreignTest(
  PRIMITIVES,
  'zigzag maps the published numbers to each other in both directions',
  (t, { zigzag }: PrimitivesFile) => {
    for (const { n, bits, zigzag: mapped } of zigzag) {
      foreignCase(PRIMITIVES, `zigzag ${n} of ${bits} bits`, () => {
        t.is(u64ToBigint(zigzag64(i64FromBigint(BigInt(n)))), BigInt(mapped));
        t.is(i64ToBigint(unzigzag64(i64FromBigint(BigInt(mapped)))), BigInt(n));
        if (bits <= 32) {
          t.is(zigzag32(Number(n)), Number(mapped));
          t.is(unzigzag32(Number(mapped)), Number(n));
        }
      });
    }
  },
);

foreignTest(
  PRIMITIVES,
  'the published numbers have the published variable-length bytes',
  (t, { varint, zigzagVarintMinimum }: PrimitivesFile) => {
    for (const { n, hex } of varint) {
      foreignCase(PRIMITIVES, `varint ${n}`, () => {
        t.is(
          varintHex((out) => writeVarint32(out, Number(n))),
          hex,
        );
        t.is(
          varintHex((out) => writeVarint64(out, i64FromBigint(BigInt(n)))),
          hex,
        );
        t.is(readVarint32(new ByteReader(fromHex(hex))), Number(n));
        t.is(u64ToBigint(readVarint64(new ByteReader(fromHex(hex)))), BigInt(n));
      });
    }
    for (const { type, n, hex } of zigzagVarintMinimum) {
      foreignCase(PRIMITIVES, `zigzag varint ${type} ${n}`, () => {
        const value = type === 'i64' ? BigInt(n) : Number(n);
        t.is(toHex(encodeWith('compact', (writer) => writeValue(writer, type, value))), hex);
      });
    }
  },
);

foreignTest(
  PRIMITIVES,
  'a number out of the range of its type is refused before anything is written',
  (t, { rejectOutOfRange }: PrimitivesFile) => {
    for (const protocol of PROTOCOLS) {
      for (const type of ['i8', 'i16', 'i32', 'i64'] as const) {
        for (const n of rejectOutOfRange[type]) {
          const value = type === 'i64' ? BigInt(n) : Number(n);
          const bytes = encodeWith(protocol, (writer) => {
            t.throws(() => writeValue(writer, type, value), { instanceOf: InvariantError });
          });
          t.is(bytes.length, 0);
        }
      }
    }
  },
);

test('a tenth byte may carry the 64th bit', (t) => {
  const bits = readVarint64(new ByteReader(fromHex('80808080808080808001')));
  t.is(u64ToBigint(bits), 2n ** 63n);
});

for (const [why, hex] of [
  ['an eleventh byte', '8080808080808080808001'],
  ['ten bytes that all announce another', '80808080808080808080'],
  ['a 65th bit', '80808080808080808002'],
] as const) {
  test(`a variable-length number with ${why} is refused`, (t) => {
    t.throws(() => readVarint64(new ByteReader(fromHex(hex))), { instanceOf: DecodeError });
  });
}

test('a variable-length number with a 33rd bit is no 32-bit number', (t) => {
  t.throws(() => readVarint32(new ByteReader(fromHex('8080808010'))), { instanceOf: DecodeError });
  t.is(readVarint32(new ByteReader(fromHex('ffffffff0f'))), 0xff_ff_ff_ff);
  t.is(readVarint32(new ByteReader(fromHex('ffffffff8f8080808000'))), 0xff_ff_ff_ff);
});

test('zigzag and variable-length bytes give back every 64-bit number', (t) => {
  fc.assert(
    fc.property(anyI64, (value) => {
      const out = new ByteWriter();
      writeVarint64(out, zigzag64(i64FromBigint(value)));
      t.is(i64ToBigint(unzigzag64(readVarint64(new ByteReader(out.copy())))), value);
    }),
  );
});

test('zigzag and variable-length bytes give back every 32-bit number', (t) => {
  fc.assert(
    fc.property(anyI32, (value) => {
      const out = new ByteWriter();
      writeVarint32(out, zigzag32(value));
      t.is(unzigzag32(readVarint32(new ByteReader(out.copy()))), value);
    }),
  );
});

function varintHex(write: (out: ByteWriter) => void): string {
  const out = new ByteWriter();
  write(out);
  return toHex(out.copy());
}
