import { type ByteReader, ByteWriter } from '../base/bytes.ts';
import { DecodeError } from '../base/errors.ts';
import { NODE_ID_MAX, type NodeId, toLogIndex, toNodeId } from '../base/ids.ts';
import { ADDRESS_BYTES_MAX, MEMBERS_MAX } from '../base/limits.ts';
import type { Utf8 } from '../base/ports.ts';
import type {
  Member,
  MemberChange,
  MemberRole,
  Membership,
  MembershipChange,
} from '../kv/membership.ts';

const VERSION = 1;
const ROLES: readonly MemberRole[] = ['voter', 'learner'];
const CHANGES: readonly MemberChange['kind'][] = ['addVoter', 'addLearner', 'promote', 'remove'];

/** Most ids that a removed set may announce before they are read. */
const REMOVED_MAX = 2 ** 20;

/** Appends a membership, as snapshots carry it. */
export function encodeMembership(membership: Membership, writer: ByteWriter, utf8: Utf8): void {
  writer.u8(VERSION);
  writer.u64(membership.changeId);
  writer.u16(membership.members.length);
  for (const member of membership.members) {
    writer.u8(ROLES.indexOf(member.role));
    writer.u64(member.node);
    writer.short(utf8.encode(member.address));
  }
  writer.u32(membership.removed.length);
  for (const node of membership.removed) {
    writer.u64(node);
  }
}

/** @throws DecodeError */
export function decodeMembership(reader: ByteReader, utf8: Utf8): Membership {
  expectVersion(reader);
  const changeId = toLogIndex(reader.u64());
  const members: Member[] = [];
  for (let count = bounded(reader, reader.u16(), MEMBERS_MAX); count > 0; count--) {
    const role = choose(reader, ROLES);
    members.push({ role, node: readNode(reader), address: readAddress(reader, utf8) });
  }
  const removed: NodeId[] = [];
  for (let count = bounded(reader, reader.u32(), REMOVED_MAX); count > 0; count--) {
    removed.push(readNode(reader));
  }
  return { members, removed, changeId };
}

/** The payload of a configuration entry. */
export function encodeMembershipChange(change: MembershipChange, utf8: Utf8): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(VERSION);
  writer.u8((change.initial ? 1 : 0) | (change.expectedChangeId === null ? 0 : 2));
  writer.u64(change.expectedChangeId ?? 0);
  writer.u16(change.changes.length);
  for (const step of change.changes) {
    writer.u8(CHANGES.indexOf(step.kind));
    writer.u64(step.node);
    writer.short(utf8.encode('address' in step ? step.address : ''));
  }
  return writer.copy();
}

/** @throws DecodeError */
export function decodeMembershipChange(reader: ByteReader, utf8: Utf8): MembershipChange {
  expectVersion(reader);
  const flags = reader.u8();
  const changeId = toLogIndex(reader.u64());
  const changes: MemberChange[] = [];
  for (let count = bounded(reader, reader.u16(), MEMBERS_MAX); count > 0; count--) {
    changes.push(readStep(reader, utf8));
  }
  reader.expectEnd();
  const expectedChangeId = (flags & 2) === 0 ? null : changeId;
  return { initial: (flags & 1) !== 0, expectedChangeId, changes };
}

function readStep(reader: ByteReader, utf8: Utf8): MemberChange {
  const kind = choose(reader, CHANGES);
  const node = readNode(reader);
  const address = readAddress(reader, utf8);
  switch (kind) {
    case 'addVoter':
    case 'addLearner':
      return { kind, node, address };
    case 'promote':
    case 'remove':
      return { kind, node };
  }
}

function expectVersion(reader: ByteReader): void {
  const version = reader.u8();
  if (version !== VERSION) {
    throw new DecodeError(
      `a membership has version ${version}, expected ${VERSION}`,
      reader.at - 1,
    );
  }
}

function choose<T>(reader: ByteReader, choices: readonly T[]): T {
  const choice = choices[reader.u8()];
  if (choice === undefined) {
    throw new DecodeError('a membership has an unknown role or change', reader.at - 1);
  }
  return choice;
}

function readNode(reader: ByteReader): NodeId {
  const raw = reader.u64();
  if (raw === 0 || raw > NODE_ID_MAX) {
    throw new DecodeError(`${raw} is no node id`, reader.at - 8);
  }
  return toNodeId(raw);
}

function readAddress(reader: ByteReader, utf8: Utf8): string {
  const length = bounded(reader, reader.u16(), ADDRESS_BYTES_MAX);
  const at = reader.take(length);
  return utf8.decode(reader.bytes, at, at + length);
}

function bounded(reader: ByteReader, count: number, max: number): number {
  if (count > max) {
    throw new DecodeError(`${count} is announced where at most ${max} are allowed`, reader.at);
  }
  return count;
}
