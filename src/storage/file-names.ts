import { type GroupId, toGroupId, toLogIndex, toTerm } from '../base/ids.ts';
import type { Position } from '../raft/log.ts';

export const IDENTITY_FILE = 'identity';

const SEGMENT = /^log-([0-9a-f]{16})$/;
const BOOTSTRAP = /^group-([0-9a-f]{8})\.bootstrap$/;
const SNAPSHOT = /^group-([0-9a-f]{8})\.([0-9a-f]{16})\.([0-9a-f]{16})\.snapshot$/;
const POINTER = /^group-([0-9a-f]{8})\.store$/;
const DATABASE = /^group-([0-9a-f]{8})\.([0-9a-f]{16})\.database$/;

export function segmentFile(segment: number): string {
  return `log-${hex(segment, 16)}`;
}

/** The number of the segment that `file` is named after, or null. */
export function segmentOfFile(file: string): number | null {
  const match = SEGMENT.exec(file);
  return match === null ? null : Number.parseInt(match[1] as string, 16);
}

export function bootstrapFile(group: GroupId): string {
  return `group-${hex(group, 8)}.bootstrap`;
}

export function groupOfBootstrapFile(file: string): GroupId | null {
  const match = BOOTSTRAP.exec(file);
  return match === null ? null : toGroupId(Number.parseInt(match[1] as string, 16));
}

export function snapshotFile(group: GroupId, position: Position): string {
  return `group-${hex(group, 8)}.${hex(position.index, 16)}.${hex(position.term, 16)}.snapshot`;
}

/** The group and position that a snapshot file is named after, or null. */
export function snapshotOfFile(file: string): { group: GroupId; position: Position } | null {
  const match = SNAPSHOT.exec(file);
  if (match === null) {
    return null;
  }
  const [group, index, term] = match.slice(1).map((digits) => Number.parseInt(digits, 16));
  return {
    group: toGroupId(group as number),
    position: { index: toLogIndex(index as number), term: toTerm(term as number) },
  };
}

/** The file that names the live database of a group's state machine. */
export function pointerFile(group: GroupId): string {
  return `group-${hex(group, 8)}.store`;
}

/** The group whose pointer `file` is named for, or null. */
export function groupOfPointerFile(file: string): GroupId | null {
  const match = POINTER.exec(file);
  return match === null ? null : toGroupId(Number.parseInt(match[1] as string, 16));
}

/** The directory of a group's `instance`-th database. */
export function databaseName(group: GroupId, instance: number): string {
  return `group-${hex(group, 8)}.${hex(instance, 16)}.database`;
}

/** What a directory of that name holds, or null when it is no database. */
export function databaseOfName(name: string): { group: GroupId; instance: number } | null {
  const match = DATABASE.exec(name);
  if (match === null) {
    return null;
  }
  const [group, instance] = match.slice(1).map((digits) => Number.parseInt(digits, 16));
  return { group: toGroupId(group as number), instance: instance as number };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
