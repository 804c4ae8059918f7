import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../../src/base/bytes.ts';
import { DecodeError } from '../../../src/base/errors.ts';
import { compressorOf } from '../../../src/codec/compression.ts';
import { SNAPSHOT_CODEC_NAMES } from '../../../src/codec/snapshot/snapshot-header.ts';
import { bitFlips, truncations } from '../damage.ts';
import { fuzz } from '../fuzz.ts';
import { toHex } from '../hex.ts';
import { anyContent, type Content, plain, read, SMALL, written } from './snapshots.ts';

/** Many records, and one that alone is larger than a block. */
const LARGE: Content = {
  ...SMALL,
  records: Array.from({ length: 300 }, (_, i) => ({
    key: `key-${1000 + i}`,
    value: new Uint8Array(i === 150 ? 200_000 : 1000).fill(i),
    revision: i,
  })),
};

const SNAPPY = compressorOf('snappy');
/** Where a block's kind stands, behind prefix, length and checksum. */
const FIRST_KIND_AT = 8 + 8;

for (const codec of SNAPSHOT_CODEC_NAMES) {
  test(`a ${codec} stream says what was written`, (t) => {
    fc.assert(
      fc.property(anyContent, (content) => {
        t.deepEqual(plain(read(written(content, codec))), plain(content));
      }),
    );
  });

  test(`a ${codec} stream is the same bytes in slices of every size`, (t) => {
    const whole = written(SMALL, codec);
    for (let slice = 1; slice <= whole.length + 1; slice++) {
      t.is(toHex(written(SMALL, codec, slice)), toHex(whole));
    }
  });

  test(`a ${codec} stream says the same in pieces of every size`, (t) => {
    const stream = written(SMALL, codec);
    for (let piece = 1; piece <= stream.length; piece++) {
      t.deepEqual(plain(read(stream, piece)), plain(SMALL), `pieces of ${piece}`);
    }
  });

  test(`a ${codec} stream of many blocks says what was written`, (t) => {
    const stream = written(LARGE, codec, 70_000);
    for (const piece of [4096, 65_536, stream.length]) {
      t.deepEqual(plain(read(stream, piece)), plain(LARGE));
    }
  });

  test(`every truncation of a ${codec} stream is noticed`, (t) => {
    for (const cut of truncations(written(SMALL, codec))) {
      t.throws(() => read(cut), { instanceOf: DecodeError }, `${cut.length} bytes`);
    }
  });

  test(`every flipped bit of a ${codec} stream is noticed`, (t) => {
    for (const { bytes, bit } of bitFlips(written(SMALL, codec))) {
      t.throws(() => read(bytes), { instanceOf: DecodeError }, `bit ${bit}`);
    }
  });

  test(`a ${codec} stream that goes on past its end is noticed`, (t) => {
    const stream = written(SMALL, codec);
    t.throws(() => read(Uint8Array.of(...stream, 0)), { instanceOf: DecodeError });
    t.throws(() => read(Uint8Array.of(...stream, ...stream)), { instanceOf: DecodeError });
  });

  test(`a ${codec} stream that was changed is refused as damaged, and nothing else`, (t) => {
    const streams = [written(SMALL, codec), written({ ...SMALL, sessions: [] }, codec)];
    const { defects, refused } = fuzz(streams, (bytes) => read(bytes), 4000);
    t.deepEqual(defects.slice(0, 3), []);
    t.true(refused > 1000);
  });
}

test('a stream whose blocks were left out, doubled or exchanged is noticed', (t) => {
  const stream = written(LARGE, 'binary');
  const blocks = blocksOf(stream);
  t.true(blocks.length > 5);
  const joined = (...parts: readonly Uint8Array[]) => {
    const writer = new ByteWriter();
    writer.raw(stream.subarray(0, 8));
    for (const part of parts) {
      writer.raw(part);
    }
    return writer.copy();
  };
  t.notThrows(() => read(joined(...blocks)));
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] as Uint8Array;
    const [before, after] = [blocks.slice(0, i), blocks.slice(i + 1)];
    t.throws(() => read(joined(...before, ...after)), { instanceOf: DecodeError });
    t.throws(() => read(joined(...before, block, block, ...after)), { instanceOf: DecodeError });
    const [next, ...others] = after;
    if (next !== undefined) {
      t.throws(() => read(joined(...before, next, block, ...others)), { instanceOf: DecodeError });
    }
  }
});

test('a stream whose keys do not ascend is refused', (t) => {
  const [a, b] = SMALL.records;
  for (const records of [
    [b, a],
    [a, a],
  ]) {
    const stream = written({ ...SMALL, records: records as Content['records'] }, 'binary');
    t.throws(() => read(stream), { instanceOf: DecodeError, message: /do not ascend/ });
  }
});

/** The blocks behind the stream's first eight bytes. */
function blocksOf(stream: Uint8Array): Uint8Array[] {
  const view = new DataView(stream.buffer, stream.byteOffset);
  const blocks: Uint8Array[] = [];
  for (let at = 8; at < stream.length; ) {
    const end = at + 13 + view.getUint32(at, true);
    blocks.push(stream.subarray(at, end));
    at = end;
  }
  return blocks;
}

for (const codec of SNAPSHOT_CODEC_NAMES) {
  test(`a compressed ${codec} stream says the same, in fewer bytes, in any pieces`, (t) => {
    const stream = written(LARGE, codec, 70_000, SNAPPY);
    t.true(stream.length < written(LARGE, codec).length / 4);
    t.is(stream[6], 2);
    t.is(toHex(written(LARGE, codec, 1, SNAPPY)), toHex(stream));
    for (const piece of [4096, 65_536, stream.length]) {
      t.deepEqual(plain(read(stream, piece)), plain(LARGE));
    }
  });

  test(`every truncation and every flipped bit of a compressed ${codec} stream is noticed`, (t) => {
    const records = SMALL.records.map((record) => ({ ...record, value: new Uint8Array(300) }));
    const stream = written({ ...SMALL, records }, codec, 1e6, SNAPPY);
    t.true(stream.length < written({ ...SMALL, records }, codec).length);
    for (const cut of truncations(stream)) {
      t.throws(() => read(cut), { instanceOf: DecodeError }, `${cut.length} bytes`);
    }
    for (const { bytes, bit } of bitFlips(stream)) {
      t.throws(() => read(bytes), { instanceOf: DecodeError }, `bit ${bit}`);
    }
  });
}

test('what does not pay is not compressed, and a stream without compression is as ever', (t) => {
  const [plainly, compressed] = [written(SMALL, 'binary'), written(SMALL, 'binary', 1e6, SNAPPY)];
  t.is(plainly[6], 1);
  t.is(compressed[6], 2);
  t.is(toHex(compressed.slice(7)), toHex(plainly.slice(7)));
});

test('a compressed block in a stream of version 1 is refused', (t) => {
  const stream = written(LARGE, 'binary', 1e6, SNAPPY);
  stream[6] = 1;
  t.throws(() => read(stream), { instanceOf: DecodeError });
  t.is(stream[FIRST_KIND_AT], 0);
});
