import test from 'ava';
import fc from 'fast-check';
import { FrameAssembler, frameOf } from '../../bench/suites/simple/frame-assembler.ts';
import { RaftLabError } from '../../src/base/errors.ts';

const MAX = 1000;

function assemble(chunks: readonly Uint8Array[]): string[] {
  const frames = new FrameAssembler(MAX);
  const bodies: string[] = [];
  for (const chunk of chunks) {
    frames.push(Buffer.from(chunk), (body) => bodies.push(body.toString('latin1')));
  }
  return bodies;
}

test('frames come out whole however the stream was cut', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 50, unit: 'grapheme-ascii' }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }),
      (bodies, cuts) => {
        const stream = Buffer.concat(bodies.map((body) => frameOf(Buffer.from(body, 'latin1'))));
        t.deepEqual(assemble(pieces(stream, cuts)), bodies);
      },
    ),
  );
});

test('a header that arrives byte by byte is still a header', (t) => {
  const stream = frameOf(Buffer.from('done'));
  t.deepEqual(assemble([...stream].map((byte) => Uint8Array.of(byte))), ['done']);
});

test('the body may be as long as the limit and no byte longer', (t) => {
  t.is(assemble([frameOf(new Uint8Array(MAX))]).length, 1);
  const error = t.throws(() => assemble([frameOf(new Uint8Array(MAX + 1))]), {
    instanceOf: RaftLabError,
  });
  t.is(error?.code, 'FRAME_TOO_LARGE');
});

test('a length above 32 bits is refused, not cut to its lower half', (t) => {
  t.throws(() => assemble([Uint8Array.of(4, 0, 0, 0, 1, 0, 0, 0)]), {
    instanceOf: RaftLabError,
    message: /4294967300 bytes/,
  });
});

test('frames before a bad one are handed over', (t) => {
  const frames = new FrameAssembler(MAX);
  const bodies: string[] = [];
  const bad = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255);
  const stream = Buffer.concat([frameOf(Buffer.from('good')), bad]);
  t.throws(() => frames.push(stream, (body) => bodies.push(body.toString())));
  t.deepEqual(bodies, ['good']);
});

function pieces(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = cuts[i % cuts.length] ?? 1;
    parts.push(stream.subarray(at, at + size));
    at += size;
  }
  return parts;
}
