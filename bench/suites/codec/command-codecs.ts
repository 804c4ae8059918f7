import { ByteReader } from '../../../src/base/bytes.ts';
import type { SessionId } from '../../../src/base/ids.ts';
import { toLogIndex, toTerm } from '../../../src/base/ids.ts';
import {
  type CommandDraft,
  commandBytes,
  decodeCommand,
  encodeCommand,
} from '../../../src/codec/command.ts';
import { decodeEntry, sealEntry } from '../../../src/codec/entry-record.ts';
import {
  readCommand,
  type Command as ThriftCommand,
  writeCommand,
} from '../../../src/codec/records/command.ts';
import { type Pair, readPair, writePair } from '../../../src/codec/records/pair.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { Command } from '../../../src/kv/command.ts';
import { ENTRY_HEADER_BYTES, type Entry } from '../../../src/raft/entry.ts';
import type { Codec } from './measurable.ts';
import { PROTOCOLS, type ProtocolName } from './thrift-protocols.ts';

/** One write: what is written where, whatever the bytes look like. */
export interface Write {
  readonly hashKey: number;
  readonly key: string;
  readonly keyBytes: Uint8Array;
  readonly value: Uint8Array;
}

const SESSION = 123_456 as SessionId;
const INDEX = toLogIndex(1_234_567);
const TERM = toTerm(3);

/** Command (seeds.md TH-01) in a protocol of thrift; `cmd` is what BM-04 says. */
export function thriftCommand(name: ProtocolName): Codec<Write, ThriftCommand> {
  const { writer, reader } = PROTOCOLS[name];
  const writerOf = writer();
  return {
    encode: (out, { hashKey, key, value }) =>
      writeCommand(writerOf(out), {
        cmd: 'command',
        hashKey: { high: 0, low: hashKey },
        key,
        val: value,
      }),
    decode: (bytes) => readCommand(reader(new ByteReader(bytes))),
    weigh: ({ cmd, hashKey, key, val }) => cmd.length + hashKey.low + key.length + val.length,
  };
}

/** The put that the engine replicates for the same write. */
export const binaryCommand: Codec<Write, Command> = {
  encode: (out, write) => {
    const draft = draftOf(write);
    const at = out.reserve(commandBytes(draft));
    encodeCommand(draft, out.bytes, at);
  },
  decode: (bytes) => decodeCommand(bytes, 0, bytes.length, nodeUtf8),
  weigh: ({ key, value, sequence }) => key.length + value.length + sequence,
};

/** The same as a log entry, with its header and CRC-32. */
export const binaryEntry: Codec<Write, Command> = {
  encode: (out, write) => {
    const draft = draftOf(write);
    const start = out.reserve(ENTRY_HEADER_BYTES + commandBytes(draft));
    const end = encodeCommand(draft, out.bytes, start + ENTRY_HEADER_BYTES);
    const entry: Entry = {
      index: INDEX,
      term: TERM,
      kind: 'command',
      bytes: out.bytes,
      start,
      end,
      sealed: false,
    };
    sealEntry(entry, nodeChecksum);
  },
  decode: (bytes) => {
    const { start, end } = decodeEntry(bytes, 0, bytes.length, nodeChecksum);
    return decodeCommand(bytes, start + ENTRY_HEADER_BYTES, end, nodeUtf8);
  },
  weigh: ({ key, value, sequence }) => key.length + value.length + sequence,
};

/** The pair of a seed's benchmark (seeds.md SN-05, BM-05). */
export const binaryPair: Codec<Write, Pair> = {
  encode: (out, { keyBytes, value }) => writePair(out, { key: keyBytes, value }),
  decode: (bytes) => readPair(new ByteReader(bytes)),
  weigh: ({ key, value }) => key.length + value.length,
};

function draftOf({ hashKey, keyBytes, value }: Write): CommandDraft {
  return {
    kind: 'put',
    session: SESSION,
    sequence: hashKey,
    answeredThrough: hashKey - 1,
    key: keyBytes,
    value,
    expected: null,
  };
}
