import { type DiskTask, runTask, type TaskEnd } from '../storage/disk-task.ts';
import type { NodeContext } from './context.ts';
import { refuseEverybody } from './refusing.ts';
import type { Replica } from './replica.ts';

/**
 * Runs something on one replica. An error stops that replica, and no other: what it holds may be
 * wrong now, so it answers nobody and votes for nobody until an operator has looked.
 */
export function guarded(context: NodeContext, replica: Replica, action: () => void): void {
  try {
    action();
  } catch (error) {
    quarantine(context, replica, error as Error);
  }
}

/** Runs `task` for one replica: an error in what follows from its end stops that replica alone. */
export function runGuarded<T>(
  context: NodeContext,
  replica: Replica,
  task: DiskTask<T>,
  { done, failed }: TaskEnd<T>,
): void {
  runTask(context.disk, task, {
    done: (value) => guarded(context, replica, () => done(value)),
    failed: (error) => guarded(context, replica, () => failed(error)),
  });
}

export function quarantine(context: NodeContext, replica: Replica, error: Error): void {
  if (!replica.isRunning) {
    return;
  }
  replica.status = 'quarantined';
  context.trace?.touched(replica);
  context.dirty.delete(replica);
  refuseEverybody(context, replica, 'quarantined', error.message);
  context.notify({ kind: 'replicaQuarantined', group: replica.group, error });
}
