import type { NodeContext } from './context.ts';

/**
 * Removes the oldest segments of the log, as far as nothing needs them any more.
 *
 * While a replica could not be read, all of them are needed: an operator may yet repair what is
 * damaged, and its term and vote stand in records that no entry marks.
 */
export function removeCompacted(context: NodeContext): void {
  const replicas = [...context.replicas.values()];
  if (replicas.every((replica) => !replica.isUnread)) {
    context.log.removeCompacted();
  }
}
