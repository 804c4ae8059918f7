import fc from 'fast-check';
import { decodeHandshake, encodeHandshake, HANDSHAKE_BYTES } from '../../src/codec/handshake.ts';
import { decodePeerFrame, PeerFrameEncoder } from '../../src/codec/peer/peer-frame.ts';
import { RecyclingPool } from '../../src/io/platform/ports.ts';
import { group, index, node, term } from '../branded.ts';
import { anyPeerMessage } from '../codec/any-message.ts';
import { blind, type FuzzedDecoder, SAMPLES } from './fuzzed-decoder.ts';

/** What one node takes from another one. */
export const PEER_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'handshake',
    title: 'a handshake',
    samples: [
      encodeHandshake(
        { version: 1, newest: 2, caller: 'peer', from: node(1), to: node(2), deployment: 3 },
        blind,
      ),
    ],
    decode: (bytes) => bytes.length >= HANDSHAKE_BYTES && decodeHandshake(bytes, blind),
  },
  {
    name: 'peer-frame',
    title: 'a peer frame',
    samples: fc.sample(anyPeerMessage(node(1), node(2)), SAMPLES).map((message) => {
      const encoder = new PeerFrameEncoder(
        { from: node(1), to: node(2), deployment: 1 },
        { messagesMax: 10, payloadBytesMax: 1000 },
      );
      encoder.add(message);
      const { buffer, length } = encoder.finish(new RecyclingPool(), blind);
      return Uint8Array.from(buffer.subarray(0, length));
    }),
    decode: (bytes) => decodePeerFrame(bytes, 0, bytes.length, blind),
  },
  {
    name: 'peer-heartbeats',
    title: 'a peer frame with heartbeats of many groups',
    samples: [2, 20].map((count) => {
      const encoder = new PeerFrameEncoder(
        { from: node(1), to: node(2), deployment: 1 },
        { messagesMax: 100, payloadBytesMax: 1000 },
      );
      encoder.version = 2;
      for (let i = 0; i < count; i++) {
        const from = { from: node(1), to: node(2), term: term(1 + i), readCounter: 300 * i };
        encoder.add({ group: group(i), message: { kind: 'heartbeatResponse', ...from } });
        const message = { kind: 'heartbeat', ...from, commitIndex: index(i ** 5) } as const;
        encoder.add({ group: group(i ** 3), message });
      }
      const { buffer, length } = encoder.finish(new RecyclingPool(), blind);
      return Uint8Array.from(buffer.subarray(0, length));
    }),
    decode: (bytes) => decodePeerFrame(bytes, 0, bytes.length, blind),
  },
];
