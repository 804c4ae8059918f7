import { RaftLabError } from '../base/errors.ts';
import type { NodeId } from '../base/ids.ts';
import type { Checksum, Utf8 } from '../base/ports.ts';
import { readNode } from '../codec/peer/message-fields.ts';
import { openRecord, type RecordFormat, sealRecord } from './sealed-record.ts';

const FORMAT: RecordFormat = { magic: 0x53_42_4c_52, version: 1, name: 'bootstrap record' };

/** A member that a group starts with. */
export interface InitialMember {
  readonly node: NodeId;
  readonly address: string;
}

/**
 * How a replica came to be; written before its first vote (seeds.md ST-05).
 *
 * `removed` is the mark that the group has removed the node: the replica never starts again.
 */
export interface BootstrapRecord {
  readonly join: boolean;
  readonly removed: boolean;
  /** The directory was empty when a majority of the group did not know the node yet. */
  readonly newcomer: boolean;
  readonly machineType: string;
  /** Sorted by node; empty when the replica joined a running group. */
  readonly members: readonly InitialMember[];
}

/** What whoever starts a replica says of it. */
export interface StartRequest {
  readonly self: InitialMember;
  readonly join: boolean;
  readonly machineType: string;
  readonly members: readonly InitialMember[];
}

export function encodeBootstrap(
  record: BootstrapRecord,
  checksum: Checksum,
  utf8: Utf8,
): Uint8Array {
  return sealRecord(FORMAT, checksum, (writer) => {
    writer.u8((record.join ? 1 : 0) | (record.removed ? 2 : 0) | (record.newcomer ? 4 : 0));
    writer.short(utf8.encode(record.machineType));
    writer.u16(record.members.length);
    for (const member of record.members) {
      writer.u64(member.node);
      writer.short(utf8.encode(member.address));
    }
  });
}

/** @throws DecodeError */
export function decodeBootstrap(
  bytes: Uint8Array,
  checksum: Checksum,
  utf8: Utf8,
): BootstrapRecord {
  const reader = openRecord(FORMAT, bytes, checksum);
  const text = () => {
    const raw = reader.short();
    return utf8.decode(raw, 0, raw.length);
  };
  const flags = reader.u8();
  const machineType = text();
  const members: InitialMember[] = [];
  for (let count = reader.u16(); count > 0; count--) {
    members.push({ node: readNode(reader), address: text() });
  }
  reader.expectEnd();
  return {
    join: (flags & 1) !== 0,
    removed: (flags & 2) !== 0,
    newcomer: (flags & 4) !== 0,
    machineType,
    members,
  };
}

/**
 * Decides whether a replica may start, and with which record (seeds.md ST-01 to ST-06).
 *
 * @param recorded - what an earlier start wrote down, or null.
 * @returns the record that must be durable before the replica does anything.
 * @throws RaftLabError with a code of its own for every refusal.
 */
export function admitStart(
  recorded: BootstrapRecord | null,
  request: StartRequest,
): BootstrapRecord {
  if (recorded?.removed === true) {
    throw new RaftLabError(
      'NODE_REMOVED',
      `node ${describe(request.self)} was removed from the group and never returns under its id; ` +
        'add it as a new member, with a new id and an empty directory',
    );
  }
  if (request.join && request.members.length > 0) {
    throw new RaftLabError('MEMBERS_WITH_JOIN', 'a node that joins is given no initial members');
  }
  return recorded === null ? admitFirstStart(request) : admitRestart(recorded, request);
}

function admitFirstStart(request: StartRequest): BootstrapRecord {
  const { self, join, machineType } = request;
  if (!join && request.members.length === 0) {
    throw new RaftLabError(
      'NOT_BOOTSTRAPPED',
      'nothing of the group is in this directory: a restart takes the directory that the node had, ' +
        'a first start the initial members, or join',
    );
  }
  const members = sorted(request.members);
  refuseTwins(members);
  if (!join && !members.some((m) => m.node === self.node && m.address === self.address)) {
    throw new RaftLabError(
      'MEMBERS_WITHOUT_SELF',
      `this node is ${describe(self)}, which is not among the initial members ${describeAll(members)}`,
    );
  }
  return { join, removed: false, newcomer: false, machineType, members };
}

/** Two members of one id or address would be counted as two voters and be one. */
function refuseTwins(members: readonly InitialMember[]): void {
  for (const [i, member] of members.entries()) {
    const twin = members
      .slice(0, i)
      .find((m) => m.node === member.node || m.address === member.address);
    if (twin !== undefined) {
      throw new RaftLabError(
        'INVALID_CONFIG',
        `initial members ${describe(twin)} and ${describe(member)} have one id or address: expected each once`,
      );
    }
  }
}

function admitRestart(recorded: BootstrapRecord, request: StartRequest): BootstrapRecord {
  if (recorded.machineType !== request.machineType) {
    throw new RaftLabError(
      'MACHINE_TYPE_CHANGED',
      `the group's state machine is of type ${recorded.machineType}, now ${request.machineType} is asked for`,
    );
  }
  if (recorded.join && request.members.length > 0) {
    throw new RaftLabError(
      'JOINED_WITH_MEMBERS',
      `this node joined a running group, and is restarted with initial members ${describeAll(request.members)}; ` +
        'restart it without members',
    );
  }
  if (request.join && recorded.members.length > 0) {
    throw new RaftLabError(
      'INITIAL_MEMBER_JOINING',
      `joining node is an initial member of ${describeAll(recorded.members)}; restart it without joining`,
    );
  }
  const members = sorted(request.members);
  if (members.length > 0 && describeAll(members) !== describeAll(recorded.members)) {
    throw new RaftLabError(
      'INCONSISTENT_MEMBERS',
      `inconsistent initial members: recorded ${describeAll(recorded.members)}, given ${describeAll(members)}; ` +
        'restart with the recorded ones or with none, and change members through the running group',
    );
  }
  return recorded;
}

function sorted(members: readonly InitialMember[]): InitialMember[] {
  return [...members].sort((a, b) => a.node - b.node);
}

function describe(member: InitialMember): string {
  return `${member.node} at ${member.address}`;
}

function describeAll(members: readonly InitialMember[]): string {
  return `{${members.map(describe).join(', ')}}`;
}
