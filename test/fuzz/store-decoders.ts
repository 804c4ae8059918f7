import fc from 'fast-check';
import { ByteWriter } from '../../src/base/bytes.ts';
import { RaftLabError } from '../../src/base/errors.ts';
import { encodeMembership } from '../../src/codec/membership.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { databaseName } from '../../src/storage/file-names.ts';
import {
  decodeStoredMembership,
  decodeStoredSession,
} from '../../src/storage/store/machine-database.ts';
import { decodePointer, encodePointer } from '../../src/storage/store/pointer.ts';
import {
  decodeApplied,
  decodeLink,
  decodeStored,
  encodeApplied,
  encodeLink,
  encodeStored,
} from '../../src/storage/store/store-layout.ts';
import { group, index, term } from '../branded.ts';
import { anyMembership } from '../codec/any-membership.ts';
import { CODECS, SMALL } from '../codec/snapshot/snapshots.ts';
import { blind, type FuzzedDecoder, SAMPLES, sealedBlind } from './fuzzed-decoder.ts';

const PLATFORM = { checksum: blind, utf8: nodeUtf8 };
const DATABASE = { blocks: CODECS.binary, utf8: nodeUtf8 };
const GROUP = group(1);

/** What a node finds in its databases, and the file that names the live one. */
export const STORE_DECODERS: readonly FuzzedDecoder[] = [
  {
    name: 'store-pointer',
    title: 'a pointer to a database',
    samples: [1, 300].map((instance) =>
      encodePointer(databaseName(GROUP, instance), blind, nodeUtf8),
    ),
    decode: (bytes) => decodePointer(sealedBlind(bytes), GROUP, PLATFORM),
    isRefusal: (error) =>
      error instanceof RaftLabError &&
      (error.code === 'STORE_CORRUPT' || error.code === 'UNSUPPORTED_VERSION'),
  },
  {
    name: 'store-applied',
    title: 'the mark of a database',
    samples: [encodeApplied({ position: { index: index(9), term: term(2) }, records: 300 })],
    decode: decodeApplied,
  },
  {
    name: 'store-link',
    title: 'a link of a database',
    samples: [0, 7, 2 ** 40].map(encodeLink),
    decode: (bytes) => {
      if (!Number.isSafeInteger(decodeLink(bytes))) {
        throw new Error('a link is no number');
      }
    },
  },
  {
    name: 'store-record',
    title: 'a record of a database',
    samples: [0, 5, 200].map((length) =>
      encodeStored({ value: new Uint8Array(length), revision: 7 + length }),
    ),
    decode: decodeStored,
  },
  {
    name: 'store-membership',
    title: 'the membership of a database',
    samples: fc.sample(anyMembership, SAMPLES).map((membership) => {
      const writer = new ByteWriter();
      encodeMembership(membership, writer, nodeUtf8);
      return writer.copy();
    }),
    decode: (bytes) => decodeStoredMembership(bytes, DATABASE),
  },
  {
    name: 'store-session',
    title: 'a session of a database',
    samples: SMALL.sessions.map((session) => {
      const writer = new ByteWriter();
      CODECS.binary.writeSession(writer, session);
      return writer.copy();
    }),
    decode: (bytes) => decodeStoredSession(bytes, DATABASE),
  },
];
