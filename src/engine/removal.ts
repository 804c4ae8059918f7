import { RaftLabError } from '../base/errors.ts';
import type { DiskTask } from '../storage/disk-task.ts';
import { removeFile, runTask } from '../storage/disk-task.ts';
import { pointerFile, snapshotFile } from '../storage/file-names.ts';
import { removeCompacted } from './compaction.ts';
import type { NodeContext } from './context.ts';
import { markBootstrap } from './marking.ts';
import { refuseEverybody } from './refusing.ts';
import type { Replica } from './replica.ts';

/**
 * Ends a replica that its group has removed: it stops at once, is marked as removed on disk, and only
 * then says so and gives its data up. It never starts again under this node's id (seeds.md MB-04).
 */
export function removeReplica(context: NodeContext, replica: Replica): void {
  if (replica.status === 'removed') {
    return;
  }
  replica.status = 'removed';
  context.trace?.touched(replica);
  context.dirty.delete(replica);
  refuseEverybody(context, replica, 'quarantined', 'this node was removed from the group');
  const { group } = replica;
  runTask(context.disk, markRemoved(context, replica), {
    done: () => {
      // Not earlier: whoever hears of it may end the process.
      context.notify({ kind: 'replicaRemoved', group, error: removedError(context, group) });
      discardDatabases(context, replica);
      context.log.append([{ kind: 'forget', group }], true, () => {
        replica.isForgotten = true;
        removeCompacted(context);
      });
    },
    failed: context.fail,
  });
}

function discardDatabases(context: NodeContext, replica: Replica): void {
  const { database, receiving, installation, holds } = replica;
  // One that is being written stays: the next start removes what is left of a removed group.
  const received = receiving?.isBusy === true ? null : receiving?.database;
  for (const unused of [received, installation?.database]) {
    if (unused != null) {
      context.databases.discard(unused.name);
    }
  }
  if (database !== null) {
    holds.retire(() => context.databases.discard(database.name));
  }
}

export function removedError(context: NodeContext, group: number): RaftLabError {
  const { node, address } = context.options;
  return new RaftLabError(
    'NODE_REMOVED',
    `node ${node} at ${address} was removed from group ${group} and never returns under its id; ` +
      'to bring the machine back, add it as a new member: another port, an empty directory',
  );
}

function* markRemoved(context: NodeContext, replica: Replica): DiskTask<void> {
  const { group, options, snapshot } = replica;
  yield* markBootstrap(context, options, { removed: true, newcomer: false });
  if (replica.database !== null) {
    yield* removeFile(pointerFile(group));
  }
  for (const position of [snapshot.position, ...replica.obsoleteSnapshots]) {
    if (position.index > 0) {
      yield* removeFile(snapshotFile(group, position));
    }
  }
}
