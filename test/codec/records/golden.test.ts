import test from 'ava';
import { ByteReader, ByteWriter } from '../../../src/base/bytes.ts';
import { readCommand, writeCommand } from '../../../src/codec/records/command.ts';
import { readPair, writePair } from '../../../src/codec/records/pair.ts';
import {
  type RaftAttribute,
  raftAttributeKey,
  readRaftAttribute,
  writeRaftAttribute,
} from '../../../src/codec/records/raft-attribute.ts';
import { readReadArgument, writeReadArgument } from '../../../src/codec/records/read-argument.ts';
import { i64FromBigint, i64FromNumber } from '../../../src/codec/thrift/i64.ts';
import { fromHex, toHex } from '../hex.ts';
import { encodeWith, readerOf } from '../thrift/protocols.ts';

/** seeds.md section 21 */
const COMMAND =
  '0b000100000007636f6d6d616e640a000200000000000027100b0003000000036b65790b00040000000576616c756500';
const ATTRIBUTE =
  '0a0001000000000012d6870b0002000000144142434445464748494a4b4c4d4e4f50515253540f00030800000002' +
  '00000001000000c80d00040b0b00000001000000016b00000001760a000515bf1a329b09800000';
const ARGUMENT =
  '0b00010000001c313233343536375f4142434445464748494a4b4c4d4e4f50515253540a0002' +
  '000000000012d6870200030100';
const PAIR = '180000000000000003000000000000006b6579050000000000000076616c7565';

const attribute: RaftAttribute = {
  attrId: i64FromNumber(1_234_567),
  attrName: 'ABCDEFGHIJKLMNOPQRST',
  ages: [1, 200],
  locations: [['k', 'v']],
  timestamp: i64FromBigint(1_567_000_000_000_000_000n),
};

test('the golden Command has 48 bytes, both ways (TH-01)', (t) => {
  const command = {
    cmd: 'command',
    hashKey: i64FromNumber(10_000),
    key: 'key',
    val: fromHex('76616c7565'),
  };
  t.is(toHex(encodeWith('binary', (writer) => writeCommand(writer, command))), COMMAND);
  t.deepEqual(readCommand(readerOf('binary', fromHex(COMMAND))), command);
});

test('the golden RaftAttribute has 85 bytes, both ways (TH-02)', (t) => {
  t.is(toHex(encodeWith('binary', (writer) => writeRaftAttribute(writer, attribute))), ATTRIBUTE);
  t.deepEqual(readRaftAttribute(readerOf('binary', fromHex(ATTRIBUTE))), attribute);
});

test('the golden ReadArgument has 51 bytes, both ways (TH-03)', (t) => {
  const argument = { key: raftAttributeKey(attribute), hashKey: attribute.attrId, sync: true };
  t.is(toHex(encodeWith('binary', (writer) => writeReadArgument(writer, argument))), ARGUMENT);
  t.deepEqual(readReadArgument(readerOf('binary', fromHex(ARGUMENT))), argument);
});

test('the golden pair has 32 bytes, both ways (SN-05)', (t) => {
  const pair = { key: fromHex('6b6579'), value: fromHex('76616c7565') };
  const out = new ByteWriter();
  writePair(out, pair);
  t.is(toHex(out.copy()), PAIR);
  t.deepEqual(readPair(new ByteReader(fromHex(PAIR))), pair);
});

test('the key of a record is its unsigned AttrID and its AttrName', (t) => {
  t.is(raftAttributeKey(attribute), '1234567_ABCDEFGHIJKLMNOPQRST');
  t.is(
    raftAttributeKey({ ...attribute, attrId: i64FromBigint(2n ** 64n - 1n) }),
    '18446744073709551615_ABCDEFGHIJKLMNOPQRST',
  );
});
