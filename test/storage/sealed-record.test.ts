import test from 'ava';
import { DecodeError, RaftLabError } from '../../src/base/errors.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { decodeBootstrap, encodeBootstrap } from '../../src/storage/bootstrap.ts';
import {
  checkHostname,
  checkOwner,
  decodeIdentity,
  encodeIdentity,
} from '../../src/storage/identity.ts';
import { openRecord, sealRecord } from '../../src/storage/sealed-record.ts';
import { node } from '../branded.ts';
import { bitFlips, truncations } from '../codec/damage.ts';

const FORMAT = { magic: 0x41_42_43_44, version: 3, name: 'test record' };
const sealed = sealRecord(FORMAT, nodeChecksum, (writer) => writer.u32(77));

test('a sealed record gives its fields back', (t) => {
  const reader = openRecord(FORMAT, sealed, nodeChecksum);
  t.is(reader.u32(), 77);
  t.is(reader.remaining, 0);
});

test('every cut and every flipped bit of a sealed record is noticed', (t) => {
  for (const cut of truncations(sealed)) {
    t.throws(() => openRecord(FORMAT, cut, nodeChecksum), { instanceOf: DecodeError });
  }
  for (const { bytes } of bitFlips(sealed)) {
    t.throws(() => openRecord(FORMAT, bytes, nodeChecksum), { instanceOf: DecodeError });
  }
});

test('a record of another version or kind is refused by name', (t) => {
  t.throws(() => openRecord({ ...FORMAT, version: 2 }, sealed, nodeChecksum), {
    message: /test record has version 3, this build reads versions up to 2/,
  });
  t.throws(() => openRecord({ ...FORMAT, magic: 1 }, sealed, nodeChecksum), {
    message: /this is no test record/,
  });
});

test('an identity and a bootstrap record are the same after encoding and decoding', (t) => {
  const identity = { node: node(2 ** 48 - 1), deployment: 2 ** 32 - 1 };
  t.deepEqual(decodeIdentity(encodeIdentity(identity, nodeChecksum), nodeChecksum), identity);
  for (const [join, removed, newcomer] of [
    [true, false, false],
    [true, false, true],
    [false, true, false],
    [false, false, false],
  ] as const) {
    const members = join ? [] : [{ node: node(1), address: 'ä.example:7000' }];
    const record = { join, removed, newcomer, machineType: 'kv-memory', members };
    const bytes = encodeBootstrap(record, nodeChecksum, nodeUtf8);
    t.deepEqual(decodeBootstrap(bytes, nodeChecksum, nodeUtf8), record);
  }
});

test('a directory of another node or deployment is refused', (t) => {
  const own = { node: node(1), deployment: 5 };
  t.notThrows(() => checkOwner({ ...own }, own));
  for (const other of [
    { node: node(2), deployment: 5, code: 'DIRECTORY_NOT_OWNED' },
    { node: node(1), deployment: 6, code: 'DEPLOYMENT_CHANGED' },
  ]) {
    const error = t.throws(() => checkOwner(other, own), { instanceOf: RaftLabError });
    t.is(error?.code as string, other.code);
  }
});

test('a directory made on a machine of another name is refused, but where either name is not known', (t) => {
  const own = { node: node(1), deployment: 5 };
  const here = { ...own, hostname: 'here' };
  t.notThrows(() => checkHostname(here, { ...here }));
  t.notThrows(() => checkHostname(own, here));
  t.notThrows(() => checkHostname(here, own));
  const error = t.throws(() => checkHostname({ ...own, hostname: 'there' }, here), {
    instanceOf: RaftLabError,
  });
  t.is(error?.code, 'HOSTNAME_CHANGED');
  t.regex(error?.message ?? '', /made on there, this is here.*--accept-hostname/);
});
