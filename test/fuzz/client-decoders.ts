import fc from 'fast-check';
import { ByteReader, ByteWriter } from '../../src/base/bytes.ts';
import { decodeRequest, encodeRead, encodeRequest } from '../../src/codec/client/request.ts';
import { decodeResponse, encodeResponse } from '../../src/codec/client/response.ts';
import { commandBytes, decodeCommand, encodeCommand } from '../../src/codec/command.ts';
import {
  decodeMembership,
  decodeMembershipChange,
  encodeMembership,
  encodeMembershipChange,
} from '../../src/codec/membership.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { group, index, node, term } from '../branded.ts';
import { anyMembership, anyMembershipChange } from '../codec/any-membership.ts';
import { fromHex } from '../codec/hex.ts';
import { type FuzzedDecoder, SAMPLES } from './fuzzed-decoder.ts';

const NOBODY = { session: 0 as never, sequence: 1, answeredThrough: 0 };

/** What clients send and are sent, and what of it goes into the log. */
export const CLIENT_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'request',
    title: 'a request',
    samples: [
      encodeRead({ requestId: 1, group: group(2) }, { consistency: 'stale' }, fromHex('616263')),
      encodeRequest({ requestId: 1, group: group(2), kind: 'transfer', target: node(3) }, nodeUtf8),
      encodeRequest(
        {
          requestId: 1,
          group: group(2),
          kind: 'readLog',
          range: { first: index(1), last: index(9), bytesMax: 100 },
        },
        nodeUtf8,
      ),
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
    name: 'response',
    title: 'a response',
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
    name: 'command',
    title: 'a command',
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
    name: 'membership',
    title: 'a membership',
    samples: fc.sample(anyMembership, SAMPLES).map((membership) => {
      const writer = new ByteWriter();
      encodeMembership(membership, writer, nodeUtf8);
      return writer.copy();
    }),
    decode: (bytes) => decodeMembership(new ByteReader(bytes), nodeUtf8),
  },
  {
    name: 'membership-change',
    title: 'a membership change',
    samples: fc
      .sample(anyMembershipChange, SAMPLES)
      .map((change) => encodeMembershipChange(change, nodeUtf8)),
    decode: (bytes) => decodeMembershipChange(new ByteReader(bytes), nodeUtf8),
  },
];
