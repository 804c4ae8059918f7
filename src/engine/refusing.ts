import { NO_NODE } from '../base/ids.ts';
import type { RefusalCode } from '../codec/client/response.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

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
  const changes = [...replica.writes.takeAll(), ...replica.confirmations.takeAll()];
  for (const caller of [...changes, ...takeSnapshotCaller(replica)]) {
    context.replies.unknownOutcome(caller, 'terminated');
  }
  const lookups = [...replica.lookups, ...takeLogQuery(replica)];
  replica.lookups.clear();
  for (const read of [...replica.reads.takeAll(), ...lookups]) {
    context.replies.refuse(read, code, NO_NODE, reason);
  }
}

/** Answers those whose time is up. */
export function refuseExpired(context: NodeContext, replica: Replica): void {
  const expired = replica.writes.takeExpired(context.nowTick);
  const confirmations = replica.confirmations.takeExpired(context.nowTick);
  const isSnapshotLate =
    (replica.snapshotCaller?.deadlineTick ?? Number.POSITIVE_INFINITY) <= context.nowTick;
  const late = isSnapshotLate ? takeSnapshotCaller(replica) : [];
  for (const callers of [expired, confirmations, late]) {
    for (const caller of callers) {
      context.replies.unknownOutcome(caller, 'timeout');
    }
  }
  const { leader } = replica.raft.state;
  if ((replica.logQuery?.deadlineTick ?? Number.POSITIVE_INFINITY) <= context.nowTick) {
    for (const query of takeLogQuery(replica)) {
      context.replies.refuse(query, 'dropped', leader, 'the disk did not answer in time');
    }
  }
  for (const read of replica.reads.takeExpired(context.nowTick)) {
    const code = read.isBounded ? 'tooStale' : 'dropped';
    context.replies.refuse(read, code, leader, 'no quorum confirmed the read in time');
  }
}

/** Answers whoever waits for the snapshot that was being saved: it counts, or `aborted` says why not. */
export function answerSnapshot(
  context: NodeContext,
  replica: Replica,
  aborted: string | null,
): void {
  for (const caller of takeSnapshotCaller(replica)) {
    if (aborted === null) {
      context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
    } else {
      context.replies.refuse(caller, 'aborted', replica.raft.state.leader, aborted);
    }
  }
}

function takeLogQuery(replica: Replica): Caller[] {
  const query = replica.logQuery;
  replica.logQuery = null;
  return query === null ? [] : [query];
}

function takeSnapshotCaller(replica: Replica): Caller[] {
  const caller = replica.snapshotCaller;
  replica.snapshotCaller = null;
  return caller === null ? [] : [caller];
}
