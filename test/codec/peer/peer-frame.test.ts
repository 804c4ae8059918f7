import test from 'ava';
import fc from 'fast-check';
import { DecodeError } from '../../../src/base/errors.ts';
import { FrameSplitter } from '../../../src/codec/frame-splitter.ts';
import {
  decodePeerFrame,
  type FrameLimits,
  PeerFrameEncoder,
} from '../../../src/codec/peer/peer-frame.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import { nodeChecksum, RecyclingPool } from '../../../src/io/platform/ports.ts';
import { group, index, node, term } from '../../branded.ts';
import { anyDeployment, anyPeerMessage, content, sealedEntry } from '../any-message.ts';
import { bitFlips, truncations } from '../damage.ts';

const FROM = node(2 ** 47 + 5);
const TO = node(3);
const WIDE: FrameLimits = { messagesMax: 100, payloadBytesMax: 1e6 };

function encode(messages: readonly PeerMessage[], limits = WIDE, deployment = 1): Uint8Array {
  const encoder = new PeerFrameEncoder({ from: FROM, to: TO, deployment }, limits);
  for (const message of messages) {
    encoder.add(message);
  }
  const { buffer, length } = encoder.finish(new RecyclingPool(), nodeChecksum);
  return Uint8Array.from(buffer.subarray(0, length));
}

function framesOf(stream: Uint8Array) {
  const frames: ReturnType<typeof decodePeerFrame>[] = [];
  new FrameSplitter().push(stream, (bytes, start, end) =>
    frames.push(decodePeerFrame(bytes, start, end, nodeChecksum)),
  );
  return frames;
}

const append: PeerMessage = {
  group: group(7),
  message: {
    kind: 'append',
    from: FROM,
    to: TO,
    term: term(4),
    prevIndex: index(9),
    prevTerm: term(3),
    commitIndex: index(8),
    entries: [
      sealedEntry(10, 3, 'command', Uint8Array.of(1, 2, 3)),
      sealedEntry(11, 4, 'empty', new Uint8Array(0)),
    ],
  },
};

test('messages of every kind are the same after they travelled, in order', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyPeerMessage(FROM, TO), { minLength: 1, maxLength: 12 }),
      anyDeployment,
      (messages, deployment) => {
        const [frame, ...more] = framesOf(encode(messages, WIDE, deployment));
        t.deepEqual(more, []);
        t.like(frame, { from: FROM, to: TO, deployment });
        t.deepEqual(frame?.messages.map(content), messages.map(content));
      },
    ),
    { numRuns: 300 },
  );
});

test('messages are the same however many share a frame', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyPeerMessage(FROM, TO), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 100 }),
      (messages, messagesMax, payloadBytesMax) => {
        const frames = framesOf(encode(messages, { messagesMax, payloadBytesMax }));
        t.deepEqual(frames.flatMap((frame) => frame.messages).map(content), messages.map(content));
        t.true(frames.every((frame) => frame.messages.length <= messagesMax));
      },
    ),
  );
});

test('an encoder begins anew after its frames were taken', (t) => {
  const encoder = new PeerFrameEncoder({ from: FROM, to: TO, deployment: 1 }, WIDE);
  const pool = new RecyclingPool();
  t.true(encoder.isEmpty);
  for (let i = 0; i < 3; i++) {
    encoder.add(append);
    const { buffer, length } = encoder.finish(pool, nodeChecksum);
    t.is(decodePeerFrame(buffer, 0, length, nodeChecksum).messages.length, 1);
    t.true(encoder.isEmpty);
    pool.give(buffer.fill(0xdb));
  }
});

test('every cut and every flipped bit of a frame is noticed', (t) => {
  const chunk: PeerMessage = {
    group: group(7),
    message: {
      kind: 'snapshotChunk',
      from: FROM,
      to: TO,
      term: term(4),
      index: index(1),
      indexTerm: term(1),
      fileBytes: 10,
      offset: 0,
      checksum: nodeChecksum(Uint8Array.of(9, 8, 7), 0, 3, 0),
      bytes: Uint8Array.of(9, 8, 7),
    },
  };
  const frame = encode([append, chunk]);
  for (const cut of truncations(frame)) {
    t.throws(() => decodePeerFrame(cut, 0, cut.length, nodeChecksum), { instanceOf: DecodeError });
  }
  for (const { bytes, bit } of bitFlips(frame)) {
    t.throws(
      () => decodePeerFrame(bytes, 0, bytes.length, nodeChecksum),
      { instanceOf: DecodeError },
      `bit ${bit}`,
    );
  }
});

test('bytes that no message claims are noticed', (t) => {
  const frame = encode([append]);
  const longer = new Uint8Array(frame.length + 5);
  longer.set(frame);
  t.throws(() => decodePeerFrame(longer, 0, longer.length, nodeChecksum), {
    instanceOf: DecodeError,
    message: /no message claims/,
  });
});
