import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import type { Utf8 } from '../../../src/base/ports.ts';
import { decodeRaftAttribute } from '../../../src/codec/records/decode-raft-attribute.ts';
import { encodeRaftAttribute } from '../../../src/codec/records/encode-raft-attribute.ts';
import type { RaftAttribute } from '../../../src/codec/records/raft-attribute.ts';
import { RaftAttributeView } from '../../../src/codec/records/raft-attribute-view.ts';
import { i64FromBigint, i64FromNumber } from '../../../src/codec/thrift/i64.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { fuzz } from '../fuzz.ts';
import { toHex } from '../hex.ts';
import { anyRaftAttribute } from './any-record.ts';

const record: RaftAttribute = {
  attrId: i64FromNumber(1_234_567),
  attrName: 'AB',
  ages: [1, 200],
  locations: [['k', 'v']],
  timestamp: i64FromBigint(1_567_000_000_000_000_000n),
};

/** AttrID and Timestamp. */
const HEAD = '87d61200000000000080099b321abf15';

test('a record of small ages and Latin texts has the narrow layout', (t) => {
  t.is(toHex(encode(record)), `01030200000001000000${HEAD}01c802010141426b76`);
});

test('an age outside 0 to 255 makes the ages wide', (t) => {
  const bytes = encode({ ...record, ages: [1, -1] });
  t.is(toHex(bytes), `01070200000001000000${HEAD}01000000ffffffff02010141426b76`);
});

test('a character above U+00FF makes the texts wide', (t) => {
  const bytes = encode({ ...record, attrName: 'ÿ', locations: [['Ā', '']] });
  const lengths = '020000000200000000000000';
  t.is(toHex(bytes), `010b0200000001000000${HEAD}01c8${lengths}c3bfc480`);
});

test('a nil list and an empty one differ in their flag alone', (t) => {
  const nil = encode({ ...record, ages: null, locations: null });
  const empty = encode({ ...record, ages: [], locations: [] });
  t.is(toHex(nil), `01000000000000000000${HEAD}024142`);
  t.is(toHex(empty), `01030000000000000000${HEAD}024142`);
});

test('any record comes back as it was', (t) => {
  fc.assert(
    fc.property(anyRaftAttribute, (any) => {
      t.deepEqual(decodeRaftAttribute(encode(any), nodeUtf8), any);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a record is found between other bytes', (t) => {
  const bytes = encode(record);
  const framed = new Uint8Array(bytes.length + 20).fill(0xff);
  framed.set(bytes, 7);
  const end = 7 + bytes.length;
  t.deepEqual(decodeRaftAttribute(framed, nodeUtf8, 7, end), record);
  t.is(new RaftAttributeView(framed, 7, end).attrName(nodeUtf8), 'AB');
});

test('the view sees what decoding the whole record gives', (t) => {
  fc.assert(
    fc.property(anyRaftAttribute, (any) => {
      const view = new RaftAttributeView(encode(any));
      t.deepEqual(view.attrId, any.attrId);
      t.deepEqual(view.timestamp, any.timestamp);
      t.is(view.attrName(nodeUtf8), any.attrName);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a record that is cut anywhere, or has a byte more, is refused', (t) => {
  fc.assert(
    fc.property(anyRaftAttribute, fc.nat(), (any, at) => {
      const bytes = encode(any);
      const cut = bytes.subarray(0, at % bytes.length);
      const longer = Uint8Array.of(...bytes, 0);
      t.throws(() => decodeRaftAttribute(cut, nodeUtf8), { instanceOf: DecodeError });
      t.throws(() => decodeRaftAttribute(longer, nodeUtf8), { instanceOf: DecodeError });
    }),
    { seed: 1 },
  );
});

test('no text is converted that is longer than its record', (t) => {
  const wide = encode({ ...record, attrName: 'Ā' });
  const lengthsAt = 26 + 2;
  const framed = new Uint8Array(1_000_000);
  framed.set(wide);
  framed.set([0x00, 0x00, 0x01], lengthsAt);
  let converted = 0;
  const counting: Utf8 = {
    ...nodeUtf8,
    decode: (bytes, start, end) => {
      converted += end - start;
      return nodeUtf8.decode(bytes, start, end);
    },
  };
  t.throws(() => decodeRaftAttribute(framed, counting, 0, wide.length), {
    instanceOf: DecodeError,
  });
  t.throws(() => new RaftAttributeView(framed, 0, wide.length).attrName(counting), {
    instanceOf: DecodeError,
  });
  t.is(converted, 0);
});

for (const [what, at, value] of [
  ['another version', 0, 2],
  ['an unknown flag', 1, 0x13],
  ['ages although they are nil', 1, 0x02],
  ['locations although they are nil', 1, 0x01],
  ['2^31 ages', 5, 0x80],
  ['2^31 locations', 9, 0x80],
] as const) {
  test(`a record with ${what} is refused by decoder and view`, (t) => {
    const bytes = encode(record);
    bytes[at] = value;
    t.throws(() => decodeRaftAttribute(bytes, nodeUtf8), { instanceOf: DecodeError });
    t.throws(() => new RaftAttributeView(bytes), { instanceOf: DecodeError });
  });
}

test('an age that is no i32 is a defect of whoever made the record', (t) => {
  t.throws(() => encode({ ...record, ages: [2 ** 31] }), { instanceOf: InvariantError });
});

test('mutated records decode or are refused, whole and in view', (t) => {
  const samples = fc.sample(anyRaftAttribute, { seed: 1, numRuns: 50 }).map(encode);
  const whole = fuzz(samples, (bytes) => decodeRaftAttribute(bytes, nodeUtf8));
  const viewed = fuzz(samples, (bytes) => new RaftAttributeView(bytes).attrName(nodeUtf8));
  t.deepEqual([...whole.defects, ...viewed.defects], []);
  t.true(whole.refused > 0 && viewed.refused > 0);
});

function encode(any: RaftAttribute): Uint8Array {
  const out = new ByteWriter(1);
  encodeRaftAttribute(out, any, nodeUtf8);
  return out.copy();
}
