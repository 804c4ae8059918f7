import type { GroupId, LogIndex, Term } from '../../../src/base/ids.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { Stored } from '../../../src/kv/store.ts';
import { databaseName } from '../../../src/storage/file-names.ts';
import { decodePointer, encodePointer } from '../../../src/storage/store/pointer.ts';
import {
  type AppliedMark,
  decodeApplied,
  decodeLink,
  decodeStored,
  encodeApplied,
  encodeLink,
  encodeStored,
  indexOfLink,
  linkKey,
} from '../../../src/storage/store/store-layout.ts';
import { ascii, example, type FormatExamples } from './format-example.ts';

const GROUP = 1 as GroupId;
const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };
const LINK_KEY_BYTES = 10;

const MARK: AppliedMark = {
  position: { index: 300 as LogIndex, term: 2 as Term },
  records: 7,
};
const STORED: Stored = { revision: 299, value: ascii('v') };

/** Formats of state machines on disk. */
export const STORE_EXAMPLES: FormatExamples = {
  'database-pointer': example(
    databaseName(GROUP, 2),
    (name) => encodePointer(name, nodeChecksum, nodeUtf8),
    (bytes) => decodePointer(bytes, GROUP, PLATFORM),
  ),
  'database-applied': example(MARK, encodeApplied, decodeApplied),
  'database-record': example(STORED, encodeStored, decodeStored),
  'database-link': example(
    { index: 300, previous: 298 },
    ({ index, previous }) => Uint8Array.of(...latin1(linkKey(index)), ...encodeLink(previous)),
    (bytes) => ({
      index: indexOfLink(String.fromCharCode(...bytes.subarray(0, LINK_KEY_BYTES))) ?? 0,
      previous: decodeLink(bytes.subarray(LINK_KEY_BYTES)),
    }),
  ),
};

function latin1(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}
