import { WAITING_READS_MAX } from '../base/limits.ts';
import type { ReadRequest } from '../codec/client/request.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/** Admits a read: a stale one is answered at once, a linearizable one waits for its index. */
export function admitRead(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  request: ReadRequest,
): void {
  switch (request.consistency) {
    case 'stale':
      answer(context, replica, caller, request.key);
      return;
    case 'linearizable': {
      if (replica.reads.size >= WAITING_READS_MAX) {
        const reason = `${WAITING_READS_MAX} reads of group ${replica.group} are waiting already`;
        context.replies.refuse(caller, 'busy', replica.raft.state.leader, reason);
        return;
      }
      const deadlineTick = context.nowTick + context.options.tuning.requestTimeoutTicks;
      replica.reads.add({ ...caller, key: request.key, deadlineTick });
      context.dirty.add(replica);
      return;
    }
  }
}

/** Answers the reads whose index is applied. */
export function answerReadable(context: NodeContext, replica: Replica): void {
  for (const read of replica.reads.takeReadable(replica.machine.appliedIndex)) {
    answer(context, replica, read, read.key);
  }
}

/** Asks consensus for the index of the reads that this turn collected. */
export function askForReads(replica: Replica): void {
  const batch = replica.reads.closeBatch();
  if (batch !== null) {
    replica.raft.requestRead(batch);
  }
}

function answer(context: NodeContext, replica: Replica, caller: Caller, key: string): void {
  const stored = replica.machine.store.get(key);
  context.replies.send(caller.connection, {
    kind: 'read',
    requestId: caller.requestId,
    found: stored !== undefined,
    revision: stored?.revision ?? 0,
    value: stored?.value ?? NO_VALUE,
  });
}

const NO_VALUE = new Uint8Array(0);
