import type { NodeContext } from './context.ts';
import { answerChunk, discardInbound, type InboundSnapshot } from './inbound-transfer.ts';
import type { Replica } from './replica.ts';

/** What was received is given up when its sender was silent for this many election timeouts. */
const IDLE_TIMEOUTS = 90;

/** Lets a transfer go on that the limit held back, and gives up what leads nowhere; at every tick. */
export function tickInbound(context: NodeContext, replica: Replica): void {
  const { receiving, partial } = replica;
  const idleTicks = IDLE_TIMEOUTS * context.options.tuning.electionTicks;
  const { commitIndex } = replica.raft.state.log;
  if (receiving !== null && !receiving.isBusy) {
    const isCovered = receiving.position.index <= commitIndex;
    if (isCovered || context.nowTick - receiving.heardTick > idleTicks) {
      discardInbound(context, replica);
    } else {
      answerHeld(context, replica, receiving);
    }
  } else if (receiving === null && partial !== null) {
    if (partial.position.index <= commitIndex || context.nowTick > idleTicks) {
      discardInbound(context, replica);
    }
  }
}

/** Says that a chunk was stored, as soon as its bytes are within the limit. */
export function answerStored(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  offset: number,
): void {
  if (context.transfers.receiveLimit.isOpen(context.nowMicros)) {
    answer(context, replica, inbound, inbound.received);
    return;
  }
  inbound.heldOffset = offset;
  inbound.answeredTick = context.nowTick;
  if (!inbound.toldThrottled) {
    inbound.toldThrottled = true;
    const { group } = replica;
    const { from: peer, received } = inbound;
    context.notify({
      kind: 'snapshotTransfer',
      group,
      peer,
      what: 'throttled',
      offset: received,
    });
  }
}

function answerHeld(context: NodeContext, replica: Replica, inbound: InboundSnapshot): void {
  const { heldOffset } = inbound;
  if (heldOffset === null) {
    return;
  }
  if (context.transfers.receiveLimit.isOpen(context.nowMicros)) {
    inbound.heldOffset = null;
    answer(context, replica, inbound, inbound.received);
  } else if (context.nowTick - inbound.answeredTick >= context.options.tuning.electionTicks / 2) {
    // The sender must not take this node for gone.
    answer(context, replica, inbound, heldOffset);
  }
}

function answer(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  nextOffset: number,
): void {
  inbound.answeredTick = context.nowTick;
  const { from, term, position } = inbound;
  answerChunk(context, replica, { from, term, index: position.index }, 'more', nextOffset);
}
