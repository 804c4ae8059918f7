import test from 'ava';
import fc from 'fast-check';
import { readCommand, writeCommand } from '../../../src/codec/records/command.ts';
import {
  readRaftAttribute,
  writeRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { readReadArgument, writeReadArgument } from '../../../src/codec/records/read-argument.ts';
import type { ThriftReader } from '../../../src/codec/thrift/thrift-reader.ts';
import type { ThriftWriter } from '../../../src/codec/thrift/thrift-writer.ts';
import { foreignTest } from '../../foreign-data.ts';
import { fuzz } from '../fuzz.ts';
import { fromHex, toHex } from '../hex.ts';
import type { VectorFile } from '../thrift/foreign-vectors.ts';
import { encodeWithPackage } from '../thrift/npm-thrift.ts';
import { encodeWith, PROTOCOLS, type Protocol, readerOf } from '../thrift/protocols.ts';
import { anyCommand, anyRaftAttribute, anyReadArgument } from './any-record.ts';

const SEED = 1;
const SAMPLES = 50;

checkRecord('Command', anyCommand, writeCommand, readCommand);
checkRecord('RaftAttribute', anyRaftAttribute, writeRaftAttribute, readRaftAttribute);
checkRecord('ReadArgument', anyReadArgument, writeReadArgument, readReadArgument);

function checkRecord<T>(
  name: string,
  any: fc.Arbitrary<T>,
  write: (writer: ThriftWriter, record: T) => void,
  read: (reader: ThriftReader) => T,
): void {
  foreignTest(
    'thrift/vectors.json',
    `a ${name} of the official vectors is read and written again to the same bytes`,
    (t, { vectors }: VectorFile) => {
      const own = vectors.filter(
        ({ tags, seedAlwaysWrites }) => tags.includes(name) && seedAlwaysWrites === undefined,
      );
      t.true(own.length > 0);
      for (const { protocol, hex, name: vector } of own) {
        const reader = readerOf(protocol, fromHex(hex));
        const bytes = encodeWith(protocol, (writer) => write(writer, read(reader)));
        t.is(toHex(bytes), hex, `${vector} ${protocol}`);
        t.is(reader.at, hex.length / 2);
      }
    },
  );

  for (const protocol of PROTOCOLS) {
    const encode = (record: T) => encodeWith(protocol, (writer) => write(writer, record));

    test(`any ${name} comes back from ${protocol} as it was`, (t) => {
      fc.assert(
        fc.property(any, (record) => {
          t.deepEqual(read(readerOf(protocol, encode(record))), record);
        }),
        { seed: SEED },
      );
    });

    test(`any ${name} has the bytes of the official package in ${protocol}`, (t) => {
      fc.assert(
        fc.property(any, (record) => {
          const official = encodeWithPackage(protocol, (writer) => write(writer, record));
          t.is(toHex(encode(record)), toHex(official));
        }),
        { seed: SEED, numRuns: 200 },
      );
    });

    test(`a mutated ${name} in ${protocol} decodes or is refused, and nothing else`, (t) => {
      const samples = fc.sample(any, { seed: SEED, numRuns: SAMPLES }).map(encode);
      const outcome = fuzz(samples, (bytes) => read(readerOf(protocol, bytes)));
      t.deepEqual(outcome.defects, []);
      t.true(outcome.refused > 0 && outcome.decoded > 0);
    });

    test(`a ${name} cut anywhere is refused in ${protocol}`, (t) => {
      fc.assert(
        fc.property(any, fc.nat(), (record, at) => {
          const bytes = encode(record);
          const cut = bytes.subarray(0, at % bytes.length);
          t.throws(() => read(readerOf(protocol, cut)), { code: 'DECODE_FAILED' });
        }),
        { seed: SEED },
      );
    });
  }
}

test('fields that are absent are read as zero, and containers as nil', (t) => {
  for (const protocol of ['binary', 'compact'] satisfies Protocol[]) {
    const empty = () => readerOf(protocol, Uint8Array.of(0));
    const zero = { high: 0, low: 0 };
    t.deepEqual(readRaftAttribute(empty()), {
      attrId: zero,
      attrName: '',
      ages: null,
      locations: null,
      timestamp: zero,
    });
    t.deepEqual(readCommand(empty()), {
      cmd: '',
      hashKey: zero,
      key: '',
      val: new Uint8Array(0),
    });
    t.deepEqual(readReadArgument(empty()), { key: '', hashKey: zero, sync: false });
  }
});
