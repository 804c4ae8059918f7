import { WAITING_READS_MAX } from '../base/limits.ts';
import { type ReadRequest, STALENESS_UNKNOWN } from '../codec/client/request.ts';
import type { NodeContext } from './context.ts';
import { lookUp } from './looking-up.ts';
import { holdsState } from './outlining.ts';
import type { PendingRead } from './pending-reads.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/** Admits a read: it is answered at once where its consistency allows, or waits for its index. */
export function admitRead(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  request: ReadRequest,
): void {
  if (!holdsState(context, replica)) {
    // Another node must answer: this one is a witness, or does not know yet that it is none.
    const { leader } = replica.raft.state;
    context.replies.refuse(caller, 'notLeader', leader, 'this node has no data of the group');
    return;
  }
  switch (request.consistency) {
    case 'stale':
      answer(context, replica, caller, request.key);
      return;
    case 'bounded':
      if (stalenessOf(context, replica) <= request.withinMicros) {
        answerBounded(context, replica, caller, request.key);
      } else {
        wait(context, replica, caller, request);
      }
      return;
    case 'lease':
      admitLeaseRead(context, replica, caller, request);
      return;
    case 'linearizable':
      wait(context, replica, caller, request);
      return;
  }
}

/** Answers the reads whose index is applied. */
export function answerReadable(context: NodeContext, replica: Replica): void {
  for (const read of replica.reads.takeReadable(replica.machine.appliedIndex)) {
    if (read.isBounded) {
      answerBounded(context, replica, read, read.key, 0);
    } else {
      answer(context, replica, read, read.key);
    }
  }
}

/** Asks consensus for the index of the reads that this turn collected. */
export function askForReads(context: NodeContext, replica: Replica): void {
  const batch = replica.reads.closeBatch(context);
  if (batch !== null) {
    replica.raft.requestRead(batch);
  }
}

/**
 * Asks again what a lost message may have left without an answer, under the same id, so that any
 * answer will do (raft.md item 43). Leaders do too: they may have asked while another one led.
 */
export function repeatQuestions(context: NodeContext, replica: Replica): void {
  const waitTicks = Math.max(1, Math.floor(context.options.tuning.electionTicks / 2));
  for (const batch of replica.reads.takeOverdue(context.nowTick, waitTicks)) {
    replica.raft.requestRead(batch);
  }
}

/** Refuses a read for which nobody named an index. */
export function refuseRead(context: NodeContext, replica: Replica, read: PendingRead): void {
  const { leader } = replica.raft.state;
  if (read.isBounded) {
    context.replies.refuse(read, 'tooStale', leader, 'nobody could say how old the state here is');
    return;
  }
  const code = leader === context.options.node || leader === 0 ? 'dropped' : 'notLeader';
  context.replies.refuse(read, code, leader, 'no leader confirmed the read');
}

/** A lease read is answered by the leader alone; one without a lease asks its quorum instead. */
function admitLeaseRead(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  request: ReadRequest,
): void {
  const { leader, isLeader } = replica.raft.state;
  if (!isLeader) {
    context.replies.refuse(caller, 'notLeader', leader, 'another node leads the group');
    return;
  }
  const index = replica.raft.leaseReadIndex();
  if (index === null) {
    wait(context, replica, caller, request);
    return;
  }
  context.trace?.leaseRead();
  if (index <= replica.machine.appliedIndex) {
    answer(context, replica, caller, request.key);
  } else if (hasRoom(context, replica, caller)) {
    const read = pendingRead(context, caller, request);
    replica.reads.addConfirmed(read, index, context.nowMicros);
    context.dirty.add(replica);
  }
}

function wait(context: NodeContext, replica: Replica, caller: Caller, request: ReadRequest): void {
  if (hasRoom(context, replica, caller)) {
    replica.reads.add(pendingRead(context, caller, request));
    context.dirty.add(replica);
  }
}

/** Refuses the read when too many wait. */
function hasRoom(context: NodeContext, replica: Replica, caller: Caller): boolean {
  if (replica.reads.size + replica.lookups.size < WAITING_READS_MAX) {
    return true;
  }
  const reason = `${WAITING_READS_MAX} reads of group ${replica.group} are waiting already`;
  context.replies.refuse(caller, 'busy', replica.raft.state.leader, reason);
  return false;
}

function pendingRead(context: NodeContext, caller: Caller, request: ReadRequest): PendingRead {
  const deadlineTick = context.nowTick + context.options.tuning.requestTimeoutTicks;
  const { connection, requestId } = caller;
  return {
    connection,
    requestId,
    key: request.key,
    isBounded: request.consistency === 'bounded',
    deadlineTick,
  };
}

function answer(context: NodeContext, replica: Replica, caller: Caller, key: string): void {
  lookUp(context, replica, { caller, key }, (stored) => {
    context.replies.send(caller.connection, {
      kind: 'read',
      requestId: caller.requestId,
      found: stored !== undefined,
      revision: stored?.revision ?? 0,
      value: stored?.value ?? NO_VALUE,
    });
  });
}

/**
 * Answers with the age of the answer: nothing is missing from it that was committed more than
 * `stalenessMicros` before the request came.
 */
function answerBounded(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  key: string,
  stalenessMicros = stalenessOf(context, replica),
): void {
  const age = {
    appliedIndex: replica.machine.appliedIndex,
    term: replica.raft.state.term,
    stalenessMicros,
    leaderSilentMicros: leaderSilence(context, replica),
  };
  lookUp(context, replica, { caller, key }, (stored) => {
    context.replies.send(caller.connection, {
      kind: 'staleRead',
      requestId: caller.requestId,
      found: stored !== undefined,
      revision: stored?.revision ?? 0,
      ...age,
      value: stored?.value ?? NO_VALUE,
    });
  });
}

/**
 * How old the state here may be. Having heard a leader lately shows nothing: it may have been deposed
 * without knowing. What counts is when this node last asked a question that a quorum's leader
 * answered with an index that is applied here (raft.md item 49).
 */
function stalenessOf(context: NodeContext, replica: Replica): number {
  const { raft, reads, machine } = replica;
  const index = raft.leaseReadIndex();
  if (index !== null && index <= machine.appliedIndex) {
    reads.noteCurrent(context.nowMicros);
  }
  return Math.min(STALENESS_UNKNOWN, context.nowMicros - reads.currentMicros);
}

/** Time since a leader was heard, in whole ticks. */
function leaderSilence(context: NodeContext, replica: Replica): number {
  const { isLeader, leaderSilentTicks } = replica.raft.state;
  const micros = isLeader ? 0 : leaderSilentTicks * context.options.tuning.tickMicros;
  return Math.min(STALENESS_UNKNOWN, micros);
}

const NO_VALUE = new Uint8Array(0);
