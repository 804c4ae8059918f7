import { indexBefore, NO_TERM } from '../base/ids.ts';
import { encodeMembershipChange } from '../codec/membership.ts';
import { participantsOf } from '../kv/membership.ts';
import { isElectable } from '../raft/configuration.ts';
import { hasLeft } from '../raft/configuring.ts';
import type { Entry } from '../raft/entry.ts';
import type { RaftState } from '../raft/state.ts';
import { refusalOfChange } from './admitting.ts';
import type { NodeContext } from './context.ts';
import { removeReplica } from './removal.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/**
 * Does what a change of members leaves to be done: a leader ends a joint configuration that nobody
 * else will, and makes sure that a removal is known before anybody vanishes.
 */
export function completeChange(context: NodeContext, replica: Replica): void {
  const { raft, machine, confirmedRemoved } = replica;
  if (machine.membership.joint?.autoLeave === true && raft.isConfigurable) {
    proposeLeaving(context, replica);
  }
  if (confirmedRemoved.length < machine.membership.removed.length || hasLeft(raft.state)) {
    raft.confirmConfiguration();
  }
}

/**
 * Notes an empty entry that does not begin its term: its leader appended it when it had applied every
 * change before it (see `raft/configuring.ts`).
 */
export function noteConfirmation(replica: Replica, { index, term }: Entry): void {
  if (replica.raft.state.log.termAt(indexBefore(index)) === term) {
    replica.confirmedRemoved = replica.machine.membership.removed;
    replica.raft.state.isDeparting = false;
  }
}

/** Lets whoever removed a member wait until that is certain; false where this leader cannot tell. */
export function awaitConfirmation(context: NodeContext, replica: Replica, caller: Caller): boolean {
  const { raft, confirmations } = replica;
  raft.confirmConfiguration();
  const { confirmingIndex: index, log, term } = raft.state;
  if (index <= log.appliedIndex) {
    return false;
  }
  const { connection, requestId } = caller;
  const deadlineTick = context.nowTick + context.options.tuning.requestTimeoutTicks;
  const replaced = confirmations.add({ connection, requestId, index, term, deadlineTick });
  if (replaced !== undefined) {
    context.replies.unknownOutcome(replaced, 'leaderLost');
  }
  return true;
}

/** The change was made in any case, but after a change of leaders nobody here knows who knows of it. */
export function answerConfirmed(
  context: NodeContext,
  { confirmations }: Replica,
  { index, term }: Entry,
): void {
  const caller = confirmations.take(index);
  if (caller === undefined) {
    return;
  }
  const { connection, requestId } = caller;
  if (caller.term === term) {
    context.replies.send(connection, { kind: 'done', requestId });
  } else {
    context.replies.unknownOutcome(caller, 'leaderLost');
  }
}

/** Stops the replica of a removed node, once nobody needs its vote any more and it has said all. */
export function stopIfRemoved(context: NodeContext, replica: Replica): void {
  if (replica.confirmedRemoved.includes(context.options.node)) {
    removeReplica(context, replica);
  }
}

/**
 * A removed node that does not know whether it may vanish asks, as one that is not a member would. So
 * does one to which nobody speaks and that never campaigns: if it missed its own removal, nobody
 * would ever tell it.
 */
export function tickLeaving(context: NodeContext, replica: Replica): void {
  const { node: from, tuning } = context.options;
  const { machine, raft, group, admission } = replica;
  const isDue = context.nowTick % tuning.electionTicks === 0;
  const mayBeRemoved = machine.membership.removed.includes(from) || isForsaken(raft.state);
  if (!isDue || raft.state.isLeader || admission !== null || !mayBeRemoved) {
    return;
  }
  for (const { node: to } of participantsOf(machine.membership)) {
    if (to !== from) {
      context.outbox.add({ group, message: { kind: 'joinQuestion', from, to, term: NO_TERM } });
    }
  }
}

/** Whether a learner or witness has heard no leader for longer than an election takes. */
function isForsaken({ configuration, id, electionElapsedTicks, options }: RaftState): boolean {
  return !isElectable(configuration, id) && electionElapsedTicks >= 2 * options.electionTicks;
}

/** Whoever leads proposes it, and again whoever leads next, until it is committed (raft.md item 37). */
function proposeLeaving(context: NodeContext, replica: Replica): void {
  const { changeId } = replica.machine.membership;
  const leaving = {
    initial: false,
    expectedChangeId: changeId,
    transition: 'leave',
    changes: [],
  } as const;
  if (refusalOfChange(replica, leaving) !== null) {
    return;
  }
  const payload = encodeMembershipChange(leaving, context.ports.utf8);
  replica.raft.proposeConfiguration(replica.arena.place(payload, 0, payload.length));
}
