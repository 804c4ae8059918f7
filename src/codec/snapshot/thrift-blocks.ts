import type { ByteReader, ByteWriter } from '../../base/bytes.ts';
import { DecodeError } from '../../base/errors.ts';
import {
  GROUP_ID_MAX,
  type GroupId,
  NODE_ID_MAX,
  type NodeId,
  type SessionId,
  toGroupId,
  toLogIndex,
  toNodeId,
  toTerm,
} from '../../base/ids.ts';
import { KEY_BYTES_MAX, MEMBERS_MAX, SESSION_RESULTS_MAX } from '../../base/limits.ts';
import type { Utf8 } from '../../base/ports.ts';
import type { Membership } from '../../kv/membership.ts';
import type { CommandResult, ResultStatus } from '../../kv/result.ts';
import type { Member, MemberRole } from '../../kv/roster.ts';
import type { Session } from '../../kv/session-table.ts';
import type { StoreRecord } from '../../kv/store.ts';
import { BinaryProtocolReader } from '../thrift/binary-protocol-reader.ts';
import { BinaryProtocolWriter } from '../thrift/binary-protocol-writer.ts';
import { i64FromNumber, i64ToBigint, i64ToNumber } from '../thrift/i64.ts';
import { ThriftType } from '../thrift/thrift-type.ts';
import { writeLatin1 } from './binary-blocks.ts';
import type { BlockCodec } from './block-codec.ts';
import type { SnapshotHeader } from './snapshot-header.ts';

const STATUSES: readonly ResultStatus[] = ['ok', 'mismatch', 'invalid'];
const ROLES: readonly MemberRole[] = ['voter', 'learner', 'witness'];
/** Added to the role of who votes in the outgoing half: no older version mistakes it for a member. */
const OUTGOING = ROLES.length;
/** Stands for field 7 where a header does not have it. */
const NOT_JOINT = -1;
/** High halves from here on belong to numbers beyond 2^53. */
const HIGH_END = 2 ** 21;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Every header, session and record as a thrift struct in TBinaryProtocol, as a store would write
 * them that was built on generated code. The blocks around them are those of the binary codec.
 */
export function thriftBlocks(utf8: Utf8): BlockCodec {
  const writer = new BoundWriter(utf8);
  const key = new Uint8Array(KEY_BYTES_MAX);
  return {
    name: 'thrift',
    writeHeader: (out, header) => writeHeader(writer.to(out), header),
    writeSession: (out, session) => writeSession(writer.to(out), session),
    writeRecord: (out, record) => writeRecord(writer.to(out), record, key),
    readHeader: (source) => readHeader(fields(source, utf8)),
    readSession: (source) => readSession(fields(source, utf8)),
    readRecord: (source) => readRecord(fields(source, utf8), utf8),
  };
}

/** A member, and in which half of the configuration. */
interface ReadMember {
  readonly member: Member;
  readonly isOutgoing: boolean;
}

/** Keeps the protocol writer for as long as the bytes go to the same place. */
class BoundWriter {
  readonly #utf8: Utf8;
  #writer: BinaryProtocolWriter | null = null;

  constructor(utf8: Utf8) {
    this.#utf8 = utf8;
  }

  to(out: ByteWriter): BinaryProtocolWriter {
    if (this.#writer?.out !== out) {
      this.#writer = new BinaryProtocolWriter(out, this.#utf8);
    }
    return this.#writer;
  }
}

function fields(source: ByteReader, utf8: Utf8): BinaryProtocolReader {
  return new BinaryProtocolReader(source, utf8);
}

function writeHeader(writer: BinaryProtocolWriter, header: SnapshotHeader): void {
  const { group, position, membership } = header;
  writer.structBegin();
  writeNumber(writer, 1, group);
  writeNumber(writer, 2, position.index);
  writeNumber(writer, 3, position.term);
  writeNumber(writer, 4, membership.changeId);
  writeMembers(writer, membership);
  writer.field(ThriftType.list, 6);
  writer.listBegin(ThriftType.i64, membership.removed.length);
  for (const node of membership.removed) {
    writer.i64(i64FromNumber(node));
  }
  if (membership.joint !== null) {
    writeNumber(writer, 7, membership.joint.autoLeave ? 1 : 0);
  }
  writer.structEnd();
}

function writeMembers(writer: BinaryProtocolWriter, { members, joint }: Membership): void {
  const outgoing = joint?.outgoing ?? [];
  writer.field(ThriftType.list, 5);
  writer.listBegin(ThriftType.struct, members.length + outgoing.length);
  for (const member of members) {
    writeMember(writer, member, ROLES.indexOf(member.role));
  }
  for (const member of outgoing) {
    writeMember(writer, member, OUTGOING + ROLES.indexOf(member.role));
  }
}

function writeMember(writer: BinaryProtocolWriter, member: Member, role: number): void {
  writer.structBegin();
  writeNumber(writer, 1, role);
  writeNumber(writer, 2, member.node);
  writer.field(ThriftType.string, 3);
  writer.text(member.address);
  writer.structEnd();
}

function readHeader(reader: BinaryProtocolReader): SnapshotHeader {
  const numbers = [0, 0, 0, 0, 0, 0, 0, NOT_JOINT];
  let members: ReadMember[] = [];
  let removed: NodeId[] = [];
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(5, ThriftType.list)) {
      members = readMany(reader, reader.listBegin(), 2 * MEMBERS_MAX, readMember);
    } else if (reader.fieldIs(6, ThriftType.list)) {
      removed = readMany(reader, reader.listBegin(), Number.MAX_SAFE_INTEGER, readNode);
    } else {
      readNumber(reader, numbers);
    }
  }
  const [, group = 0, index = 0, term = 0, changeId = 0, , , autoLeave = NOT_JOINT] = numbers;
  const half = (isOutgoing: boolean) =>
    members.filter((read) => read.isOutgoing === isOutgoing).map(({ member }) => member);
  const joint =
    autoLeave === NOT_JOINT ? null : { outgoing: half(true), autoLeave: autoLeave === 1 };
  return {
    group: checkedGroup(reader, group),
    position: { index: toLogIndex(index), term: toTerm(term) },
    membership: { members: half(false), joint, removed, changeId: toLogIndex(changeId) },
  };
}

function readMember(reader: BinaryProtocolReader): ReadMember {
  const numbers = [0, 0, 0];
  let address = '';
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(3, ThriftType.string)) {
      address = reader.text();
    } else {
      readNumber(reader, numbers);
    }
  }
  const [, number = 0, node = 0] = numbers;
  const isOutgoing = number >= OUTGOING;
  const role = chosen(reader, ROLES, isOutgoing ? number - OUTGOING : number);
  return { member: { role, node: checkedNode(reader, node), address }, isOutgoing };
}

function writeSession(writer: BinaryProtocolWriter, session: Session): void {
  writer.structBegin();
  writeNumber(writer, 1, session.id);
  writeNumber(writer, 2, session.usedIndex);
  writeNumber(writer, 3, session.answeredThrough);
  writer.field(ThriftType.list, 4);
  writer.listBegin(ThriftType.struct, session.results.size);
  for (const [sequence, result] of session.results) {
    writer.structBegin();
    writeNumber(writer, 1, sequence);
    writeNumber(writer, 2, STATUSES.indexOf(result.status));
    writeNumber(writer, 3, result.revision);
    writeNumber(writer, 4, result.previousRevision);
    writer.structEnd();
  }
  writer.structEnd();
}

function readSession(reader: BinaryProtocolReader): Session {
  const numbers = [0, 0, 0, 0];
  const results = new Map<number, CommandResult>();
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(4, ThriftType.list)) {
      const count = reader.listBegin();
      for (const [sequence, result] of readMany(reader, count, SESSION_RESULTS_MAX, readResult)) {
        results.set(sequence, result);
      }
    } else {
      readNumber(reader, numbers);
    }
  }
  const [, id = 0, usedIndex = 0, answeredThrough = 0] = numbers;
  return { id: id as SessionId, usedIndex, answeredThrough, results };
}

function readResult(reader: BinaryProtocolReader): [number, CommandResult] {
  const numbers = [0, 0, 0, 0, 0];
  reader.structBegin();
  while (reader.nextField()) {
    readNumber(reader, numbers);
  }
  const [, sequence = 0, status = 0, revision = 0, previousRevision = 0] = numbers;
  return [sequence, { status: chosen(reader, STATUSES, status), revision, previousRevision }];
}

function writeRecord(writer: BinaryProtocolWriter, record: StoreRecord, scratch: Uint8Array): void {
  writeLatin1(scratch, 0, record.key);
  writer.structBegin();
  writer.field(ThriftType.string, 1);
  writer.binary(scratch.subarray(0, record.key.length));
  writer.field(ThriftType.string, 2);
  writer.binary(record.value);
  writeNumber(writer, 3, record.revision);
  writer.structEnd();
}

function readRecord(reader: BinaryProtocolReader, utf8: Utf8): StoreRecord {
  const numbers = [0, 0, 0, 0];
  let key = NO_BYTES;
  let value = NO_BYTES;
  reader.structBegin();
  while (reader.nextField()) {
    if (reader.fieldIs(1, ThriftType.string)) {
      key = reader.binary();
    } else if (reader.fieldIs(2, ThriftType.string)) {
      value = reader.binary();
    } else {
      readNumber(reader, numbers);
    }
  }
  if (key.length > KEY_BYTES_MAX) {
    throw new DecodeError(`a key has ${key.length} bytes`, reader.at);
  }
  return { key: utf8.latin1(key, 0, key.length), value, revision: numbers[3] as number };
}

function writeNumber(writer: BinaryProtocolWriter, id: number, value: number): void {
  writer.field(ThriftType.i64, id);
  writer.i64(i64FromNumber(value));
}

/** Reads the current field into `numbers` if it is one of them, else steps over it. */
function readNumber(reader: BinaryProtocolReader, numbers: number[]): void {
  const id = reader.fieldId;
  if (id <= 0 || id >= numbers.length || !reader.fieldIs(id, ThriftType.i64)) {
    reader.skipField();
    return;
  }
  numbers[id] = readNatural(reader);
}

/** No number of a snapshot is negative, or beyond what counts exactly. */
function readNatural(reader: BinaryProtocolReader): number {
  const bits = reader.i64();
  if (bits.high < 0 || bits.high >= HIGH_END) {
    throw new DecodeError(`${i64ToBigint(bits)} is no number of a snapshot`, reader.at);
  }
  return i64ToNumber(bits);
}

function readNode(reader: BinaryProtocolReader): NodeId {
  return checkedNode(reader, readNatural(reader));
}

function checkedGroup(reader: BinaryProtocolReader, group: number): GroupId {
  if (group > GROUP_ID_MAX) {
    throw new DecodeError(`${group} is no group id`, reader.at);
  }
  return toGroupId(group);
}

function checkedNode(reader: BinaryProtocolReader, node: number): NodeId {
  if (node <= 0 || node > NODE_ID_MAX) {
    throw new DecodeError(`${node} is no node id`, reader.at);
  }
  return toNodeId(node);
}

function readMany<T>(
  reader: BinaryProtocolReader,
  count: number,
  countMax: number,
  readOne: (reader: BinaryProtocolReader) => T,
): T[] {
  if (count > countMax) {
    throw new DecodeError(
      `${count} elements are announced, at most ${countMax} allowed`,
      reader.at,
    );
  }
  const many: T[] = [];
  for (let i = 0; i < count; i++) {
    many.push(readOne(reader));
  }
  return many;
}

function chosen<T>(reader: BinaryProtocolReader, choices: readonly T[], number: number): T {
  const choice = choices[number];
  if (choice === undefined) {
    throw new DecodeError(`${number} names nothing this version knows`, reader.at);
  }
  return choice;
}
