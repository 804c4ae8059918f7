import test from 'ava';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { RaftLabError } from '../../src/base/errors.ts';
import type { Checksum } from '../../src/base/ports.ts';
import { decodeRequest, encodeRead, encodeRequest } from '../../src/codec/client/request.ts';
import { decodeResponse, encodeResponse } from '../../src/codec/client/response.ts';
import { commandBytes, decodeCommand, encodeCommand } from '../../src/codec/command.ts';
import { decodeEntry } from '../../src/codec/entry-record.ts';
import { FrameSplitter } from '../../src/codec/frame-splitter.ts';
import { decodeHandshake, encodeHandshake, HANDSHAKE_BYTES } from '../../src/codec/handshake.ts';
import {
  decodeMembership,
  decodeMembershipChange,
  encodeMembership,
  encodeMembershipChange,
} from '../../src/codec/membership.ts';
import { decodePeerFrame, PeerFrameEncoder } from '../../src/codec/peer/peer-frame.ts';
import { nodeUtf8, RecyclingPool } from '../../src/io/platform/ports.ts';
import { decodeBootstrap, encodeBootstrap } from '../../src/storage/bootstrap.ts';
import { decodeIdentity, encodeIdentity } from '../../src/storage/identity.ts';
import { decodeBatch, encodeBatch } from '../../src/storage/log/batch.ts';
import { group, index, node, term } from '../branded.ts';
import { anyMembership, anyMembershipChange } from './any-membership.ts';
import { anyPeerMessage, sealedEntry } from './any-message.ts';
import { fuzz } from './fuzz.ts';
import { fromHex } from './hex.ts';

/**
 * Agrees with everything that was written under it: so mutations get past the checksums, as bytes
 * from a faulty or hostile program would, and reach the decoders behind them.
 */
const blind: Checksum = () => 0;

/** Each target is small and has its turn many times all the same. */
const FEW = 4000;

const SAMPLES = { seed: 20, numRuns: 40 };
const NOBODY = { session: 0 as never, sequence: 1, answeredThrough: 0 };

/** Bytes of the same shape as what the decoder expects, and the decoder. */
interface Target {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  readonly decode: (bytes: Uint8Array) => unknown;
}

const TARGETS: readonly Target[] = [
  {
    name: 'an entry record',
    samples: [1, 20, 200].map((bytes) => {
      const entry = sealedEntry(3, 2, 'command', new Uint8Array(bytes));
      entry.bytes.fill(0, 4, 8);
      return entry.bytes.slice(entry.start, entry.end);
    }),
    decode: (bytes) => decodeEntry(bytes, 0, bytes.length, blind),
  },
  {
    name: 'a command',
    samples: (['put', 'delete', 'compareAndSwap', 'endSession'] as const).map((kind) => {
      const draft = {
        kind,
        ...NOBODY,
        key: fromHex('6b31'),
        value: fromHex('0102'),
        expected: null,
      };
      const bytes = new Uint8Array(commandBytes(draft));
      encodeCommand(draft, bytes, 0);
      return bytes;
    }),
    decode: (bytes) => decodeCommand(bytes, 0, bytes.length, nodeUtf8),
  },
  {
    name: 'a membership',
    samples: fc.sample(anyMembership, SAMPLES).map((membership) => {
      const writer = new ByteWriter();
      encodeMembership(membership, writer, nodeUtf8);
      return writer.copy();
    }),
    decode: (bytes) => decodeMembership(new ByteReader(bytes), nodeUtf8),
  },
  {
    name: 'a membership change',
    samples: fc
      .sample(anyMembershipChange, SAMPLES)
      .map((change) => encodeMembershipChange(change, nodeUtf8)),
    decode: (bytes) => decodeMembershipChange(new ByteReader(bytes), nodeUtf8),
  },
  {
    name: 'a handshake',
    samples: [
      encodeHandshake(
        { version: 1, newest: 2, caller: 'peer', from: node(1), to: node(2), deployment: 3 },
        blind,
      ),
    ],
    decode: (bytes) => bytes.length >= HANDSHAKE_BYTES && decodeHandshake(bytes, blind),
  },
  {
    name: 'a peer frame',
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
    name: 'a peer frame with heartbeats of many groups',
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
  {
    name: 'a request',
    samples: [
      encodeRead({ requestId: 1, group: group(2) }, { consistency: 'stale' }, fromHex('616263')),
      encodeRequest({ requestId: 1, group: group(2), kind: 'transfer', target: node(3) }, nodeUtf8),
      ...fc
        .sample(anyMembershipChange, SAMPLES)
        .map((change) =>
          encodeRequest(
            { requestId: 1, group: group(2), kind: 'changeMembership', change },
            nodeUtf8,
          ),
        ),
    ],
    decode: (bytes) => decodeRequest(bytes, 0, bytes.length, nodeUtf8),
  },
  {
    name: 'a response',
    samples: fc.sample(anyMembership, SAMPLES).map((membership) => {
      const writer = new ByteWriter();
      const numbers = { keys: 1, snapshotsSaved: 2, snapshotsInstalled: 3, elections: 4 };
      const at = index(5);
      encodeResponse(
        {
          kind: 'status',
          requestId: 1,
          status: {
            group: group(1),
            role: 'leader',
            term: term(2),
            leader: node(3),
            commitIndex: at,
            appliedIndex: at,
            lastIndex: at,
            firstIndex: at,
            snapshotIndex: at,
            ...numbers,
            membership,
          },
        },
        writer,
        nodeUtf8,
      );
      return writer.copy();
    }),
    decode: (bytes) => decodeResponse(bytes, 0, bytes.length, nodeUtf8),
  },
  {
    name: 'a log batch',
    samples: [0, 1, 3].map((count) => {
      const entries = Array.from({ length: count }, (_, i) => {
        const entry = sealedEntry(5 + i, 2, 'command', fromHex('010203'));
        entry.bytes.fill(0, 4, 8);
        return entry;
      });
      const hardState = { term: term(2), vote: node(1), commitIndex: index(4) };
      const target = new Uint8Array(1024);
      const { bytes } = encodeBatch(
        { number: 1, segment: 1, syncedThrough: 0, previous: 0 },
        [
          {
            kind: 'snapshot',
            group: group(1),
            position: { index: index(4), term: term(1) },
            reset: true,
          },
          { kind: 'state', group: group(1), hardState, entries },
          { kind: 'forget', group: group(2) },
          { kind: 'rotate', next: 2 },
        ],
        target,
        blind,
      );
      return target.slice(0, bytes);
    }),
    decode: (bytes) => decodeBatch(bytes, 0, blind),
  },
  {
    name: 'a bootstrap record',
    samples: [
      encodeBootstrap(
        {
          join: false,
          removed: false,
          newcomer: false,
          machineType: 'kv',
          members: [
            { node: node(1), address: 'a:1' },
            { node: node(2), address: 'b:2' },
          ],
        },
        blind,
        nodeUtf8,
      ),
    ],
    decode: (bytes) => decodeBootstrap(sealedBlind(bytes), blind, nodeUtf8),
  },
  {
    name: 'an identity',
    samples: [encodeIdentity({ node: node(5), deployment: 1 }, blind)],
    decode: (bytes) => decodeIdentity(sealedBlind(bytes), blind),
  },
];

for (const { name, samples, decode } of TARGETS) {
  test(`${name} that was changed decodes or is refused as damaged, and nothing else`, (t) => {
    const { decoded, refused, defects } = fuzz(samples, decode, FEW);
    t.deepEqual(defects.slice(0, 3), []);
    // Both must happen, or the mutations never got where they should.
    t.true(decoded > 100, `${decoded} decoded`);
    t.true(refused > 100, `${refused} refused`);
  });
}

test('no change makes a decoder reserve more memory than a small multiple of its input', (t) => {
  for (const { name, samples, decode } of TARGETS) {
    const reserved = mostBytesReserved(() => fuzz(samples, decode, FEW));
    t.true(reserved <= 64 * 1024, `${name} reserves ${reserved} bytes at once`);
  }
});

test('a stream that was changed gives frames or is refused, and keeps no more than a frame', (t) => {
  const stream = fromHex('03000000 010203 00000000 05000000 0102030405');
  const outcome = fuzz(
    [stream],
    (bytes) => {
      const splitter = new FrameSplitter(1000);
      try {
        splitter.push(bytes, (_, start, end) => t.true(end - start <= 1004));
      } catch (error) {
        t.true(error instanceof RaftLabError && error.code === 'FRAME_TOO_LARGE', `${error}`);
      }
      t.true(splitter.pendingBytes <= 1004);
    },
    FEW,
  );
  t.deepEqual(outcome.defects, []);
});

/** A sealed record whose seal fits again, as far as it is blind. */
function sealedBlind(bytes: Uint8Array): Uint8Array {
  return bytes.slice().fill(0, Math.max(0, bytes.length - 4));
}

/** The largest typed array that is made while `run` runs. */
function mostBytesReserved(run: () => void): number {
  const Original = globalThis.Uint8Array;
  let most = 0;
  globalThis.Uint8Array = new Proxy(Original, {
    construct(target, args, newTarget) {
      most = Math.max(most, typeof args[0] === 'number' ? args[0] : 0);
      return Reflect.construct(target, args, newTarget);
    },
  });
  try {
    run();
  } finally {
    globalThis.Uint8Array = Original;
  }
  return most;
}
