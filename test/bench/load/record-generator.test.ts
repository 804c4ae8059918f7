import test from 'ava';
import { EncodedRecords } from '../../../bench/load/encoded-records.ts';
import {
  RecordGenerator,
  type RecordGeneratorOptions,
} from '../../../bench/load/record-generator.ts';
import type { WorkloadName } from '../../../bench/load/workload.ts';
import { ByteWriter } from '../../../src/base/bytes.ts';
import {
  type RaftAttribute,
  raftAttributeKey,
  writeRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { BinaryProtocolWriter } from '../../../src/codec/thrift/binary-protocol-writer.ts';
import { nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { toHex } from '../../codec/hex.ts';

const SAMPLES = 100_000;
const TEXT_ID = /^[A-Za-z0-9]{20}$/;

const out = new ByteWriter(4096);
const writer = new BinaryProtocolWriter(out, nodeUtf8);

test('records of workload mraft have the sizes of the seed (seeds.md 10.1)', (t) => {
  const sizes = sizesOf('mraft');
  t.true(Math.abs(mean(sizes) - 1493) <= 10, `mean ${mean(sizes)}`);
  t.true(sizes.every((size) => size % 4 === 67 % 4));
  t.true(sizes.every((size) => size >= 119 && size <= 2867));
  const standardDeviation = Math.sqrt(mean(sizes.map((size) => (size - 1493) ** 2)));
  t.true(Math.abs(standardDeviation - 702.24) <= 10, `deviation ${standardDeviation}`);
});

test('records of workload 2k have at least 2,048 bytes and a mean below 2,200', (t) => {
  const sizes = sizesOf('2k');
  t.true(sizes.every((size) => size >= 2048));
  t.true(mean(sizes) < 2200, `mean ${mean(sizes)}`);
});

for (const workload of ['mraft', '2k'] as const) {
  test(`every field of workload ${workload} is in its range and reaches both ends of it`, (t) => {
    const records = Array.from({ length: 20_000 }, recordsOf(workload));
    t.true(records.every(isInRange));
    const ages = records.flatMap((record) => record.ages ?? []);
    t.deepEqual([minimum(ages), maximum(ages)], [1, 200]);
    t.true(Math.abs(mean(ages) - 100.5) < 0.5);
    const counts = records.map((record) => record.ages?.length ?? 0);
    t.deepEqual([minimum(counts), maximum(counts)], [1, 100]);
    const ids = records.map((record) => record.attrId.low);
    t.true(Math.abs(mean(ids) - 1_499_999.5) < 10_000);
  });
}

test('workload mraft has from 1 to 50 locations, each count as often as the others', (t) => {
  const of = recordsOf('mraft');
  const seen = new Array<number>(51).fill(0);
  for (let i = 0; i < SAMPLES; i++) {
    const count = of(undefined, i).locations?.length ?? 0;
    seen[count] = (seen[count] ?? 0) + 1;
  }
  t.is(seen[0], 0);
  t.true(seen.slice(1).every((times) => Math.abs(times - SAMPLES / 50) < 250));
});

test('no two records have the same name, and no record the same location twice', (t) => {
  const records = Array.from({ length: 20_000 }, recordsOf('2k'));
  t.is(new Set(records.map((record) => record.attrName)).size, records.length);
  t.true(
    records.every((record) => {
      const keys = record.locations?.map(([key]) => key) ?? [];
      return new Set(keys).size === keys.length;
    }),
  );
});

test('every character of a name is as likely as the others', (t) => {
  const of = recordsOf('mraft');
  const times = new Map<string, number>();
  for (let i = 0; i < 31_000; i++) {
    for (const character of of(undefined, i).attrName) {
      times.set(character, (times.get(character) ?? 0) + 1);
    }
  }
  t.is(times.size, 62);
  t.true([...times.values()].every((count) => Math.abs(count - 10_000) < 500));
});

test('a record follows from seed, workload and number, whatever was made before', (t) => {
  const forwards = generator({ seed: 'a', workload: '2k' });
  const backwards = generator({ seed: 'a', workload: '2k' });
  const numbers = [0, 1, 2, 1000, 2 ** 32, 2 ** 40];
  const hexes = numbers.map((n) => hexOf(forwards.record(n)));
  const again = numbers.toReversed().map((n) => hexOf(backwards.record(n)));
  t.deepEqual(again.toReversed(), hexes);
  t.is(new Set(hexes).size, numbers.length);
});

test('another seed gives other records', (t) => {
  const a = generator({ seed: 'a', workload: 'mraft' }).record(1);
  const b = generator({ seed: 'b', workload: 'mraft' }).record(1);
  t.not(a.attrName, b.attrName);
  t.notDeepEqual(a.locations, b.locations);
});

test('record 0 of seed 1 stays the same from release to release', (t) => {
  const { attrId, attrName, ages, locations } = generator({ seed: '1', workload: '2k' }).record(0);
  t.deepEqual([attrId.low, attrName, ages?.length, locations?.length], FIRST_RECORD);
});

const FIRST_RECORD = [1_472_661, 'HrUrHfSuGqjSPqYaX4je', 45, 40];

for (const workload of ['mraft', '2k'] as const) {
  test(`the fast encoder of workload ${workload} writes what thrift's writer writes`, (t) => {
    const options = { seed: 'fast', workload };
    const records = generator(options);
    const fast = new EncodedRecords(options);
    const made = Array.from({ length: 3000 }, (_, i) => fast.make(i * 7));
    const wrong = made.findIndex(({ key, value }, i) => {
      const record = records.record(i * 7);
      return (
        Buffer.compare(value, encode(record)) !== 0 ||
        Buffer.from(key).toString('latin1') !== raftAttributeKey(record)
      );
    });
    t.is(wrong, -1);
  });
}

function generator(options: RecordGeneratorOptions): RecordGenerator {
  return new RecordGenerator(options);
}

function recordsOf(workload: WorkloadName): (_: unknown, sequence: number) => RaftAttribute {
  const records = generator({ seed: '1', workload });
  return (_, sequence) => records.record(sequence);
}

function sizesOf(workload: WorkloadName): number[] {
  const of = recordsOf(workload);
  return Array.from({ length: SAMPLES }, (_, i) => encode(of(_, i)).length);
}

function isInRange({ attrId, attrName, ages, locations, timestamp }: RaftAttribute): boolean {
  const id = attrId.high === 0 && attrId.low >= 1_000_000 && attrId.low <= 1_999_999;
  const texts = [attrName, ...(locations ?? []).flat()].every((text) => TEXT_ID.test(text));
  const counts = (locations?.length ?? 0) >= 1 && (locations?.length ?? 0) <= 50;
  return id && texts && counts && ages !== null && timestamp.high > 0;
}

function hexOf(record: RaftAttribute): string {
  return toHex(encode(record));
}

function encode(record: RaftAttribute): Uint8Array {
  out.length = 0;
  writeRaftAttribute(writer, record);
  return out.view();
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value));
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value));
}
