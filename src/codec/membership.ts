import { type ByteReader, ByteWriter } from '../base/bytes.ts';
import { DecodeError, LaterVersionError } from '../base/errors.ts';
import { NODE_ID_MAX, type NodeId, toLogIndex, toNodeId } from '../base/ids.ts';
import { ADDRESS_BYTES_MAX, MEMBERS_MAX } from '../base/limits.ts';
import type { Utf8 } from '../base/ports.ts';
import type { Membership } from '../kv/membership.ts';
import type { MemberChange, MembershipChange, Transition } from '../kv/membership-change.ts';
import type { Joint, Member, MemberRole } from '../kv/roster.ts';

/** Version 1 knows voters, learners and single changes; 2 also witnesses and joint configurations. */
const VERSIONS = [1, 2] as const;
type Version = (typeof VERSIONS)[number];
const NEWEST_VERSION = 2;

const ROLES: readonly MemberRole[] = ['voter', 'learner', 'witness'];
const CHANGES: readonly MemberChange['kind'][] = [
  'addVoter',
  'addLearner',
  'promote',
  'remove',
  'addWitness',
  'demote',
];
const TRANSITIONS: readonly Transition[] = ['single', 'auto', 'implicit', 'explicit', 'leave'];

/** How many of each list version 1 has. */
const ROLES_OF_1 = 2;
const CHANGES_OF_1 = 4;

const NOT_JOINT = 0;
const JOINT = 1;
const JOINT_AUTO_LEAVE = 2;

/** Most ids that a removed set may announce before they are read. */
const REMOVED_MAX = 2 ** 20;

/** Appends a membership, as snapshots carry it. */
export function encodeMembership(membership: Membership, writer: ByteWriter, utf8: Utf8): void {
  const version = versionOfMembership(membership);
  writer.u8(version);
  writer.u64(membership.changeId);
  writeMembers(writer, membership.members, utf8);
  writer.u32(membership.removed.length);
  for (const node of membership.removed) {
    writer.u64(node);
  }
  if (version > 1) {
    writeJoint(writer, membership.joint, utf8);
  }
}

/** @throws DecodeError */
export function decodeMembership(reader: ByteReader, utf8: Utf8): Membership {
  const version = readVersion(reader);
  const changeId = toLogIndex(reader.u64());
  const members = readMembers(reader, version, utf8);
  const removed: NodeId[] = [];
  for (let count = bounded(reader, reader.u32(), REMOVED_MAX); count > 0; count--) {
    removed.push(readNode(reader));
  }
  const joint = version > 1 ? readJoint(reader, version, utf8) : null;
  return { members, joint, removed, changeId };
}

/** The payload of a configuration entry. */
export function encodeMembershipChange(change: MembershipChange, utf8: Utf8): Uint8Array {
  const version = versionOfChange(change);
  const writer = new ByteWriter();
  writer.u8(version);
  writer.u8((change.initial ? 1 : 0) | (change.expectedChangeId === null ? 0 : 2));
  writer.u64(change.expectedChangeId ?? 0);
  if (version > 1) {
    writer.u8(TRANSITIONS.indexOf(change.transition));
  }
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
  const version = readVersion(reader);
  const flags = reader.u8();
  const changeId = toLogIndex(reader.u64());
  const transition = version > 1 ? choose(reader, TRANSITIONS) : 'single';
  const changes: MemberChange[] = [];
  for (let count = bounded(reader, reader.u16(), MEMBERS_MAX); count > 0; count--) {
    changes.push(readStep(reader, version, utf8));
  }
  reader.expectEnd();
  const expectedChangeId = (flags & 2) === 0 ? null : changeId;
  return { initial: (flags & 1) !== 0, expectedChangeId, transition, changes };
}

/** The lowest version that can say it: what an older one knows, an older one can read. */
export function versionOfMembership({ members, joint }: Membership): Version {
  const isOld = joint === null && members.every(({ role }) => ROLES.indexOf(role) < ROLES_OF_1);
  return isOld ? 1 : 2;
}

/** The lowest protocol version whose members can read the change. */
export function versionOfChange({ transition, changes }: MembershipChange): Version {
  const isOld = changes.every(({ kind }) => CHANGES.indexOf(kind) < CHANGES_OF_1);
  return transition === 'single' && isOld ? 1 : 2;
}

function writeMembers(writer: ByteWriter, members: readonly Member[], utf8: Utf8): void {
  writer.u16(members.length);
  for (const member of members) {
    writer.u8(ROLES.indexOf(member.role));
    writer.u64(member.node);
    writer.short(utf8.encode(member.address));
  }
}

function readMembers(reader: ByteReader, version: Version, utf8: Utf8): Member[] {
  const roles = version > 1 ? ROLES : ROLES.slice(0, ROLES_OF_1);
  const members: Member[] = [];
  for (let count = bounded(reader, reader.u16(), MEMBERS_MAX); count > 0; count--) {
    const role = choose(reader, roles);
    members.push({ role, node: readNode(reader), address: readAddress(reader, utf8) });
  }
  return members;
}

function writeJoint(writer: ByteWriter, joint: Joint | null, utf8: Utf8): void {
  if (joint === null) {
    writer.u8(NOT_JOINT);
    return;
  }
  writer.u8(joint.autoLeave ? JOINT_AUTO_LEAVE : JOINT);
  writeMembers(writer, joint.outgoing, utf8);
}

function readJoint(reader: ByteReader, version: Version, utf8: Utf8): Joint | null {
  switch (reader.u8()) {
    case NOT_JOINT:
      return null;
    case JOINT:
      return { outgoing: readMembers(reader, version, utf8), autoLeave: false };
    case JOINT_AUTO_LEAVE:
      return { outgoing: readMembers(reader, version, utf8), autoLeave: true };
    default:
      throw new DecodeError('a membership is joint in an unknown way', reader.at - 1);
  }
}

function readStep(reader: ByteReader, version: Version, utf8: Utf8): MemberChange {
  const kind = choose(reader, version > 1 ? CHANGES : CHANGES.slice(0, CHANGES_OF_1));
  const node = readNode(reader);
  const address = readAddress(reader, utf8);
  switch (kind) {
    case 'addVoter':
    case 'addLearner':
    case 'addWitness':
      return { kind, node, address };
    case 'promote':
    case 'remove':
    case 'demote':
      return { kind, node };
  }
}

function readVersion(reader: ByteReader): Version {
  const read = reader.u8();
  const version = VERSIONS.find((known) => known === read);
  if (read > NEWEST_VERSION) {
    const versions = { found: read, known: NEWEST_VERSION };
    throw new LaterVersionError('a membership', versions, reader.at - 1);
  }
  if (version === undefined) {
    throw new DecodeError(`a membership has version ${read}, expected 1 or 2`, reader.at - 1);
  }
  return version;
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
