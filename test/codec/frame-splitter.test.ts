import test from 'ava';
import fc from 'fast-check';
import { ByteWriter, writeU32 } from '../../src/base/bytes.ts';
import { RaftLabError } from '../../src/base/errors.ts';
import { FRAME_BYTES_MAX } from '../../src/base/limits.ts';
import { FrameSplitter } from '../../src/codec/frame-splitter.ts';
import { pieces } from './damage.ts';

function streamOf(frames: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  for (const frame of frames) {
    writer.long(frame);
  }
  return writer.copy();
}

function split(chunks: Iterable<Uint8Array>): number[][] {
  const splitter = new FrameSplitter();
  const frames: number[][] = [];
  for (const chunk of chunks) {
    splitter.push(chunk, (bytes, start, end) => frames.push([...bytes.subarray(start + 4, end)]));
  }
  return frames;
}

const anyFrames = fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 12 });

test('a stream gives the same frames wherever it is cut', (t) => {
  fc.assert(
    fc.property(anyFrames, fc.array(fc.integer({ min: 0, max: 40 })), (frames, lengths) => {
      const stream = streamOf(frames);
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const length of lengths) {
        chunks.push(stream.slice(at, at + length));
        at += length;
      }
      chunks.push(stream.slice(at));
      t.deepEqual(
        split(chunks),
        frames.map((frame) => [...frame]),
      );
    }),
    { numRuns: 500 },
  );
});

test('a stream gives the same frames in pieces of every size', (t) => {
  const frames = [0, 1, 3, 4, 5, 17].map((length) => new Uint8Array(length).fill(length));
  const stream = streamOf(frames);
  for (let size = 1; size <= stream.length; size++) {
    t.deepEqual(
      split(pieces(stream, size)),
      frames.map((frame) => [...frame]),
      `pieces of ${size}`,
    );
  }
});

test('a frame that was passed on is not overwritten by what follows', (t) => {
  const splitter = new FrameSplitter();
  const kept: Uint8Array[] = [];
  const keep = (bytes: Uint8Array, start: number, end: number) =>
    kept.push(bytes.subarray(start, end));
  for (const piece of pieces(streamOf([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]), 2)) {
    splitter.push(piece, keep);
  }
  t.deepEqual(
    kept.map((frame) => [...frame.slice(4)]),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  );
});

test('a frame above the limit is refused by its length alone, and nothing is kept for it', (t) => {
  const head = new Uint8Array(4);
  for (const announced of [FRAME_BYTES_MAX + 1, 2 ** 32 - 1]) {
    writeU32(head, 0, announced);
    for (const size of [4, 3, 1]) {
      const splitter = new FrameSplitter();
      const error = t.throws(
        () => {
          for (const piece of pieces(head, size)) {
            splitter.push(piece, () => t.fail('no frame was complete'));
          }
        },
        { instanceOf: RaftLabError },
      );
      t.is(error?.code, 'FRAME_TOO_LARGE');
      t.true(splitter.pendingBytes <= 4);
    }
  }
});

test('a frame of exactly the limit is taken', (t) => {
  const splitter = new FrameSplitter(100);
  let frames = 0;
  splitter.push(streamOf([new Uint8Array(100)]), () => frames++);
  t.is(frames, 1);
  t.throws(() => splitter.push(streamOf([new Uint8Array(101)]), () => frames++), {
    instanceOf: RaftLabError,
  });
});

test('unfinished bytes are counted, finished ones are not', (t) => {
  const splitter = new FrameSplitter();
  const stream = streamOf([new Uint8Array(10)]);
  const pending = [...pieces(stream, 1)].map((piece) => {
    splitter.push(piece, () => undefined);
    return splitter.pendingBytes;
  });
  t.deepEqual(pending, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0]);
});
