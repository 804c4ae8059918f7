import { ticksAtOnceMax } from '../raft/lease.ts';
import type { NodeContext } from './context.ts';
import { disconnectFormer, forgetPeers } from './forgetting.ts';
import { tickInbound } from './inbound-ticking.ts';
import { tickJoining } from './joining.ts';
import { tickLeaving } from './leaving.ts';
import { startQueued, tickOutbound } from './outbound-snapshot.ts';
import { guarded } from './quarantine.ts';
import { tickQuiescing } from './quiescing.ts';
import { repeatQuestions } from './reading.ts';
import { refuseExpired } from './refusing.ts';
import type { Replica } from './replica.ts';
import { saveIfDue, saveNow } from './snapshot-saving.ts';

/**
 * Lets the ticks pass that are due by now.
 *
 * After a stall most of them are forgotten: a node that slept did not hear its leader because it
 * slept, and must listen again before it campaigns (raft.md item 52).
 */
export function advanceTicks(context: NodeContext): void {
  const { tickMicros, electionTicks } = context.options.tuning;
  const elapsed = Math.floor((context.nowMicros - context.tickedMicros) / tickMicros);
  if (elapsed <= 0) {
    return;
  }
  context.tickedMicros += elapsed * tickMicros;
  const ticks = Math.min(elapsed, ticksAtOnceMax(electionTicks));
  for (let i = 0; i < ticks; i++) {
    context.nowTick++;
    for (const replica of context.awake) {
      if (replica.isRunning) {
        guarded(context, replica, () => tickReplica(context, replica));
      } else {
        context.awake.delete(replica);
      }
    }
  }
  forgetPeers(context);
  disconnectFormer(context);
  startQueued(context);
  releaseSegments(context);
}

function tickReplica(context: NodeContext, replica: Replica): void {
  replica.raft.tick();
  refuseExpired(context, replica);
  repeatQuestions(context, replica);
  tickOutbound(context, replica);
  tickInbound(context, replica);
  tickJoining(context, replica);
  tickLeaving(context, replica);
  tickQuiescing(context, replica);
  if (context.options.tuning.snapshotIntervalTicks > 0) {
    saveIfDue(context, replica);
  }
  context.dirty.note(replica);
}

/** A group that is rarely written must not keep everybody's log from being compacted. */
function releaseSegments(context: NodeContext): void {
  if (context.options.tuning.disableAutoCompaction) {
    return;
  }
  for (const group of context.log.groupsHoldingOldest(context.options.tuning.segmentsMax)) {
    const replica = context.replicas.get(group);
    if (replica?.isRunning === true) {
      saveNow(context, replica, 0);
    }
  }
}
