import type { LogIndex } from '../base/ids.ts';
import { refuse } from './awaiting-entry.ts';
import type { NodeContext } from './context.ts';
import { holdsState } from './outlining.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';
import { compactTo, saveNow } from './snapshot-saving.ts';

/** Saves a snapshot now; the answer comes at once, or when it is saved. */
export function admitSnapshot(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  untilSaved: boolean,
): void {
  if (!holdsState(context, replica)) {
    refuse(context, replica, caller, 'rejected', 'there is no state here to save');
    return;
  }
  const { compactionOverhead, requestTimeoutTicks } = context.options.tuning;
  if (saveNow(context, replica, compactionOverhead)) {
    if (untilSaved) {
      replica.snapshotCaller = { ...caller, deadlineTick: context.nowTick + requestTimeoutTicks };
      return;
    }
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else {
    refuse(context, replica, caller, 'rejected', 'nothing new, or a snapshot is being saved');
  }
}

/** Compacts at most what the durable snapshot covers: nothing newer is saved for it. */
export function admitCompaction(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  index: LogIndex,
): void {
  if (compactTo(context, replica, index)) {
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else {
    const { index: covered } = replica.snapshot.position;
    const reason = `the snapshot covers entries through ${covered}; what it covers of these is gone`;
    refuse(context, replica, caller, 'rejected', reason);
  }
}
