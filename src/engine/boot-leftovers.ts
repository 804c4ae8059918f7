import type { GroupId, LogIndex } from '../base/ids.ts';
import type { Position } from '../raft/log.ts';
import type { FileInfo } from '../storage/disk.ts';
import { type DiskTask, isTemporaryName, removeFile } from '../storage/disk-task.ts';
import { databaseOfName, groupOfPointerFile, snapshotOfFile } from '../storage/file-names.ts';
import { type PartialSnapshot, receivingFile } from '../storage/partial-snapshot.ts';
import { closeAndRemove } from './databases.ts';
import type { FoundGroup } from './found-group.ts';

/**
 * Temporary files, and snapshots that the log does not build on: an interrupted save or install. What
 * was received of a newer snapshot stays: its transfer may go on.
 */
export function* removeLeftovers(
  files: readonly FileInfo[],
  groups: readonly FoundGroup[],
  partials: ReadonlyMap<GroupId, PartialSnapshot>,
): DiskTask<void> {
  const kept = [...partials].map(([group, { position }]) => receivingFile(group, position));
  for (const { file } of files) {
    const isLeftover = isTemporaryName(file) && !kept.includes(file);
    if (isLeftover || isOrphan(file, groups)) {
      yield* removeFile(file);
    }
  }
}

/** Where each running group's snapshot stands; a transfer of anything older is of no use. */
export function snapshotIndexes(groups: readonly FoundGroup[]): Map<GroupId, LogIndex> {
  return new Map(
    groups.flatMap((found) =>
      found.kind === 'existing' ? [[found.options.group, found.snapshot.position.index]] : [],
    ),
  );
}

/**
 * Databases that are not live: a crash left them, while they were filled or after they were replaced.
 * Of a group that cannot start none is touched, and the live one was opened by now (seeds.md BUG-08).
 */
export function* removeUnusedDatabases(
  databases: readonly string[],
  groups: readonly FoundGroup[],
): DiskTask<void> {
  for (const name of databases) {
    const owner = groups.find((found) => found.options.group === databaseOfName(name)?.group);
    const isLive = owner?.kind === 'existing' && owner.database?.name === name;
    if (owner?.kind !== 'damaged' && !isLive) {
      yield* closeAndRemove(name);
    }
  }
}

function isOrphan(file: string, groups: readonly FoundGroup[]): boolean {
  const pointed = groupOfPointerFile(file);
  if (pointed !== null) {
    return groups.some(({ kind, options }) => kind === 'removed' && options.group === pointed);
  }
  const named = snapshotOfFile(file);
  const owner = groups.find((found) => found.options.group === named?.group);
  if (named === null) {
    return false;
  }
  return (
    owner?.kind === 'removed' ||
    (owner?.kind === 'existing' && !isSamePosition(owner.snapshot.position, named.position))
  );
}

function isSamePosition(a: Position, b: Position): boolean {
  return a.index === b.index && a.term === b.term;
}
