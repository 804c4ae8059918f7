import { binaryBlocks } from '../../../src/codec/snapshot/binary-blocks.ts';
import { BLOCK_BYTES_TARGET } from '../../../src/codec/snapshot/blocks.ts';
import { thriftBlocks } from '../../../src/codec/snapshot/thrift-blocks.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import type { StoreRecord } from '../../../src/kv/store.ts';
import { EncodedRecords } from '../../load/encoded-records.ts';
import { RecordGenerator } from '../../load/record-generator.ts';
import type { Workload } from '../../options/bench-options.ts';
import {
  binaryCommand,
  binaryEntry,
  binaryPair,
  thriftCommand,
  type Write,
} from './command-codecs.ts';
import { type Codec, type Measurable, measurable } from './measurable.ts';
import { binaryRecord, thriftRecord, viewedRecord } from './record-codecs.ts';
import { snapshotBlock } from './snapshot-block-codec.ts';
import type { ProtocolName } from './thrift-protocols.ts';

/** What is encoded and decoded. */
export type Subject =
  | 'record'
  | 'log entry'
  | 'snapshot block'
  | 'command'
  | 'small command'
  | 'pair';

/** One codec of one subject. Each is measured in a thread of its own. */
export interface CodecCase {
  readonly subject: Subject;
  readonly codec: string;
  /** Whether there is something to measure about encoding. */
  readonly encodes: boolean;
  readonly prepare: (workload: Workload) => Measurable;
}

/** So many records stay in a processor's cache, as they do in a batch that is being applied. */
const RECORDS = 64;
/** The small values of the seeds are all alike; many are timed together. */
const SMALL = 512;
const BLOCKS = 4;
const SEED = 'codec';
const THRIFT: readonly ProtocolName[] = ['thrift binary', 'thrift compact'];

/** Every case, the subjects with the most to say first. */
export const CODEC_CASES: readonly CodecCase[] = [
  recordCase('binary', binaryRecord),
  recordCase('binary, two fields', viewedRecord),
  ...THRIFT.map((name) => recordCase(name, thriftRecord(name))),
  writeCase('command', 'binary', binaryCommand, recordWrites),
  ...THRIFT.map((name) => writeCase('command', name, thriftCommand(name), recordWrites)),
  writeCase('log entry', 'binary', binaryEntry, recordWrites),
  blockCase('binary'),
  blockCase('thrift'),
  writeCase('small command', 'binary', binaryCommand, smallCommands),
  ...THRIFT.map((name) => writeCase('small command', name, thriftCommand(name), smallCommands)),
  writeCase('pair', 'binary', binaryPair, pairs),
];

function recordCase<Decoded>(
  codec: string,
  how: Codec<ReturnType<RecordGenerator['record']>, Decoded>,
): CodecCase {
  return {
    subject: 'record',
    codec,
    encodes: how.encode !== undefined,
    prepare: (workload) => {
      const generator = new RecordGenerator({ seed: SEED, workload });
      const records = Array.from({ length: RECORDS }, (_, sequence) => generator.record(sequence));
      return measurable(records, how);
    },
  };
}

function writeCase<Decoded>(
  subject: Subject,
  codec: string,
  how: Codec<Write, Decoded>,
  valuesOf: (workload: Workload) => Write[],
): CodecCase {
  const prepare = (workload: Workload) => measurable(valuesOf(workload), how);
  return { subject, codec, encodes: true, prepare };
}

function blockCase(name: 'binary' | 'thrift'): CodecCase {
  return {
    subject: 'snapshot block',
    codec: name,
    encodes: true,
    prepare: (workload) => {
      const codec = name === 'binary' ? binaryBlocks(nodeUtf8) : thriftBlocks(nodeUtf8);
      return measurable(blocks(workload), snapshotBlock(codec));
    },
  };
}

function recordWrites(workload: Workload): Write[] {
  const records = new EncodedRecords({ seed: SEED, workload });
  return Array.from({ length: RECORDS }, (_, sequence) => {
    const { attrId, key, value } = records.make(sequence);
    const text = Buffer.from(key).toString('latin1');
    return { hashKey: attrId, key: text, keyBytes: key, value: value.slice() };
  });
}

/** BM-04. */
function smallCommands(): Write[] {
  return many({ hashKey: 10_000, key: 'key', value: 'value' });
}

/** BM-05. */
function pairs(): Write[] {
  return many({ hashKey: 0, key: 'multi-raft-key', value: 'multi-raft-value' });
}

function many(write: { readonly hashKey: number; readonly key: string; readonly value: string }) {
  return Array.from(
    { length: SMALL },
    (): Write => ({
      hashKey: write.hashKey,
      key: write.key,
      keyBytes: Buffer.from(write.key),
      value: Buffer.from(write.value),
    }),
  );
}

/** Records as a store would give them, in blocks that are as full as a snapshot's. */
function blocks(workload: Workload): StoreRecord[][] {
  const records = new EncodedRecords({ seed: SEED, workload });
  let sequence = 0;
  return Array.from({ length: BLOCKS }, () => {
    const block: StoreRecord[] = [];
    for (let bytes = 0; bytes < BLOCK_BYTES_TARGET; sequence++) {
      const { key, value } = records.make(sequence);
      block.push({
        key: Buffer.from(key).toString('latin1'),
        value: value.slice(),
        revision: sequence + 1,
      });
      bytes += key.length + value.length;
    }
    return block;
  });
}
