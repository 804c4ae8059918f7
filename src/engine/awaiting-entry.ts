import type { LogIndex, Term } from '../base/ids.ts';
import type { WriteRequest } from '../codec/client/request.ts';
import type { RefusalCode } from '../codec/client/response.ts';
import type { Proposed, Refusal } from '../raft/proposing.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';

/** Who proposes, and whether it wants to hear of the commit. */
type Proposer = Caller & Pick<WriteRequest, 'notifyCommit'>;

/** The caller is answered when the entry is applied, or lost; at once where nothing was proposed. */
export function awaitEntry(
  context: NodeContext,
  replica: Replica,
  caller: Proposer,
  proposed: Proposed,
): void {
  if (proposed.kind === 'refused') {
    refuse(context, replica, caller, codeOf(proposed.refusal), proposed.refusal);
    return;
  }
  waitFor(context, replica, caller, proposed);
  context.dirty.add(replica);
}

function waitFor(
  context: NodeContext,
  replica: Replica,
  caller: Proposer,
  entry: { readonly index: LogIndex; readonly term: Term },
): void {
  const deadlineTick = context.nowTick + context.options.tuning.requestTimeoutTicks;
  const { index, term } = entry;
  const replaced = replica.writes.add({ ...caller, index, term, deadlineTick });
  if (replaced !== undefined) {
    context.replies.unknownOutcome(replaced, 'leaderLost');
  }
}

/** With the leader, as far as this replica knows it. */
export function refuse(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  code: RefusalCode,
  reason: string,
): void {
  context.replies.refuse(caller, code, replica.raft.state.leader, reason);
}

/** What a client is told that its proposal was refused for. */
export function codeOf(refusal: Refusal): RefusalCode {
  switch (refusal) {
    case 'notLeader':
      return 'notLeader';
    case 'busy':
      return 'busy';
    case 'transferring':
    case 'configurationPending':
      return 'dropped';
  }
}
