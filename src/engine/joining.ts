import { NO_TERM, type NodeId } from '../base/ids.ts';
import type { JoinAnswer } from '../codec/peer/peer-message.ts';
import { memberOf } from '../kv/membership.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * A node that joins waits until the group contacts it. Meanwhile it asks the members it was told of
 * how it stands, so that one which can never be admitted learns why (seeds.md ST-02, MB-04).
 */
export function tickJoining(context: NodeContext, replica: Replica): void {
  const { electionTicks } = context.options.tuning;
  if (!isWaiting(replica) || context.nowTick % electionTicks !== 0) {
    return;
  }
  for (const to of replica.options.contacts) {
    context.outbox.add({
      group: replica.group,
      message: { kind: 'joinQuestion', from: context.options.node, to, term: NO_TERM },
    });
  }
}

/** Answers a node that was not removed; whoever was gets a notice instead (see `peers.ts`). */
export function answerJoinQuestion(context: NodeContext, replica: Replica, to: NodeId): void {
  const { membership } = replica.machine;
  if (membership.members.length === 0) {
    return;
  }
  const standing = memberOf(membership, to) === undefined ? 'stranger' : 'member';
  context.outbox.add({
    group: replica.group,
    message: { kind: 'joinAnswer', from: context.options.node, to, term: NO_TERM, standing },
  });
}

export function onJoinAnswer(
  context: NodeContext,
  replica: Replica,
  standing: JoinAnswer['standing'],
): void {
  if (isWaiting(replica) && standing === 'stranger') {
    context.notify({ kind: 'waitingForAdmission', group: replica.group });
  }
}

function isWaiting(replica: Replica): boolean {
  return replica.options.join && replica.machine.membership.members.length === 0;
}
