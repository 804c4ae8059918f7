import { NO_NODE } from '../base/ids.ts';
import type { RefusalCode } from '../codec/client/response.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * Answers everybody who waits for a replica that will not go on: a write may or may not happen
 * elsewhere, a read certainly has not (raft.md item 45).
 */
export function refuseEverybody(
  context: NodeContext,
  replica: Replica,
  code: RefusalCode,
  reason: string,
): void {
  for (const write of [...replica.writes.takeAll(), ...replica.confirmations.takeAll()]) {
    context.replies.unknownOutcome(write);
  }
  for (const read of replica.reads.takeAll()) {
    context.replies.refuse(read, code, NO_NODE, reason);
  }
}

/** Answers those whose time is up. */
export function refuseExpired(context: NodeContext, replica: Replica): void {
  const expired = replica.writes.takeExpired(context.nowTick);
  for (const write of [...expired, ...replica.confirmations.takeExpired(context.nowTick)]) {
    context.replies.unknownOutcome(write);
  }
  const { leader } = replica.raft.state;
  for (const read of replica.reads.takeExpired(context.nowTick)) {
    const code = read.isBounded ? 'tooStale' : 'dropped';
    context.replies.refuse(read, code, leader, 'no quorum confirmed the read in time');
  }
}
