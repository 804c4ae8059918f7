import { type DiskTask, runTask, type TaskEnd } from '../storage/disk-task.ts';
import type { NodeContext } from './context.ts';
import { guarded, quarantine } from './quarantine.ts';
import type { Replica } from './replica.ts';

/**
 * Runs a task on the replica's live database, which stays open until it has ended.
 *
 * A failure stops the replica, and no other: what its database holds is not known any more.
 */
export function useDatabase<T>(
  context: NodeContext,
  replica: Replica,
  task: DiskTask<T>,
  { done, failed }: TaskEnd<T>,
): void {
  const { holds } = replica;
  holds.acquire();
  runTask(context.disk, task, {
    done: (value) => {
      holds.release();
      guarded(context, replica, () => done(value));
    },
    failed: (error) => {
      holds.release();
      quarantine(context, replica, error);
      failed(error);
    },
  });
}
