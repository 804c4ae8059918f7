import { ByteWriter } from '../../src/base/bytes.ts';
import { raftAttributeKey, writeRaftAttribute } from '../../src/codec/records/raft-attribute.ts';
import { BinaryProtocolWriter } from '../../src/codec/thrift/binary-protocol-writer.ts';
import { nodeUtf8 } from '../../src/io/platform/ports.ts';
import { RecordGenerator } from './record-generator.ts';
import type { WorkloadName } from './workload.ts';

/** A record as it is stored: under its key, in thrift's binary protocol. */
export interface EncodedRecord {
  readonly attrId: number;
  readonly key: Uint8Array;
  /** Valid until the next record is made. */
  readonly value: Uint8Array;
}

/** Makes the keys and values of a load; record `sequence` is the same whenever it is made. */
export class EncodedRecords {
  readonly #generator: RecordGenerator;
  readonly #bytes = new ByteWriter(4096);
  readonly #writer = new BinaryProtocolWriter(this.#bytes, nodeUtf8);

  constructor(options: { readonly seed: string; readonly workload: WorkloadName }) {
    this.#generator = new RecordGenerator(options);
  }

  make(sequence: number): EncodedRecord {
    const record = this.#generator.record(sequence);
    this.#bytes.length = 0;
    writeRaftAttribute(this.#writer, record);
    return {
      attrId: record.attrId.low,
      key: Buffer.from(raftAttributeKey(record), 'latin1'),
      value: this.#bytes.view(),
    };
  }
}
