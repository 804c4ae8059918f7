import type { GroupId, LogIndex } from '../base/ids.ts';
import { NO_INDEX } from '../base/ids.ts';
import type { Position } from '../raft/log.ts';
import type { FileInfo } from './disk.ts';
import { temporaryName } from './disk-task.ts';
import { snapshotFile, snapshotOfFile } from './file-names.ts';

/** The file of a transfer that ended before everything had arrived. */
export interface PartialSnapshot {
  readonly position: Position;
  readonly bytes: number;
}

/** The name of the file that a snapshot is received into. */
export function receivingFile(group: GroupId, position: Position): string {
  return temporaryName(snapshotFile(group, position), 'receiving');
}

/**
 * What an interrupted transfer left of the newest snapshot of each group, as far as it is ahead of
 * the snapshot at `snapshots` that the group has.
 */
export function partialSnapshots(
  files: readonly FileInfo[],
  snapshots: ReadonlyMap<GroupId, LogIndex>,
): ReadonlyMap<GroupId, PartialSnapshot> {
  const partials = new Map<GroupId, PartialSnapshot>();
  for (const { file, bytes } of files) {
    const named = snapshotOfFile(file.slice(0, file.indexOf('.snapshot') + '.snapshot'.length));
    if (named === null || file !== receivingFile(named.group, named.position)) {
      continue;
    }
    const { group, position } = named;
    const base = snapshots.get(group);
    const newest = partials.get(group)?.position.index ?? NO_INDEX;
    if (base !== undefined && position.index > base && position.index > newest) {
      partials.set(group, { position, bytes });
    }
  }
  return partials;
}
