import test from 'ava';
import fc from 'fast-check';
import { forEachFrame } from '../../../sim/world/sim-host.ts';
import { decodePeerFrame, PeerFrameEncoder } from '../../../src/codec/peer/peer-frame.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../../../src/codec/protocol-version.ts';
import { nodeChecksum, RecyclingPool } from '../../../src/io/platform/ports.ts';
import { node } from '../../branded.ts';
import { anyPeerMessage, content } from '../any-message.ts';

const FROM = node(2 ** 47 + 5);
const TO = node(3);

function encode(messages: readonly PeerMessage[], version: ProtocolVersion, messagesMax = 100) {
  const limits = { messagesMax, payloadBytesMax: 1e6 };
  const encoder = new PeerFrameEncoder({ from: FROM, to: TO, deployment: 1 }, limits);
  encoder.version = version;
  for (const message of messages) {
    encoder.add(message);
  }
  const { buffer, length, ...counts } = encoder.finish(new RecyclingPool(), nodeChecksum);
  return { bytes: Uint8Array.from(buffer.subarray(0, length)), ...counts };
}

function decode(bytes: Uint8Array, versionMax: ProtocolVersion = 2): PeerMessage[] {
  const messages: PeerMessage[] = [];
  forEachFrame(bytes, bytes.length, (start, end) => {
    messages.push(...decodePeerFrame(bytes, start, end, nodeChecksum, versionMax).messages);
  });
  return messages;
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
  a < b ? -1 : 1;

const sorted = (messages: readonly PeerMessage[]) =>
  messages.map((message) => JSON.stringify(Object.entries(content(message)).sort(byKey))).sort();

const anyMessages = fc.array(anyPeerMessage(FROM, TO), { minLength: 1, maxLength: 12 });

test('a peer of version 2 gets the same messages as one by one, whatever frames hold them', (t) => {
  fc.assert(
    fc.property(anyMessages, fc.integer({ min: 1, max: 5 }), (messages, messagesMax) => {
      const { bytes } = encode(messages, 2, messagesMax);
      t.deepEqual(sorted(decode(bytes)), sorted(messages));
    }),
  );
});

function heartbeats(count: number): PeerMessage[] {
  return Array.from({ length: count }, (_, i) => ({
    group: (count - i) as PeerMessage['group'],
    message: {
      kind: 'heartbeat',
      from: FROM,
      to: TO,
      term: 7 as never,
      commitIndex: (1000 + i) as never,
      readCounter: 0,
    },
  }));
}

test('the heartbeats of many groups are one message of a few bytes each, and counted', (t) => {
  const alone = encode(heartbeats(1), 2);
  t.deepEqual([alone.messages, alone.coalesced], [1, 0]);
  t.is(alone.bytes[12], 1, 'one heartbeat is as version 1 wrote it');
  const together = encode(heartbeats(1000), 2, 1024);
  t.deepEqual([together.messages, together.coalesced], [1, 1000]);
  t.true(together.bytes.length < 6 * 1000, `${together.bytes.length} bytes`);
  t.true(encode(heartbeats(1000), 1, 1024).bytes.length > 29 * 1000);
  const split = encode(heartbeats(1000), 2, 300);
  t.deepEqual([split.messages, split.coalesced], [4, 1000]);
});

test('a peer of version 1 gets frames of version 1 alone', (t) => {
  const { bytes, coalesced } = encode(heartbeats(100), 1);
  t.is(coalesced, 0);
  t.is(decode(bytes, 1).length, 100);
  t.throws(() => decode(encode(heartbeats(100), 2).bytes, 1), { message: /version 2/ });
});
