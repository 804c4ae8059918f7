import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * Tells those who asked for it that their command is committed, before it is applied and answered. Who
 * leads may know so before its own disk has the entry, and then it is told earlier than the answer.
 */
export function noticeCommitted(context: NodeContext, { raft, writes }: Replica): void {
  const { log } = raft.state;
  for (const { connection, requestId, index, term } of writes.takeNoticed(log.commitIndex)) {
    // Another entry may be committed where this one was proposed.
    if (log.termAt(index) === term) {
      context.replies.send(connection, { kind: 'committed', requestId, index });
    }
  }
}
