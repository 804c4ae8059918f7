import { NO_INDEX } from '../base/ids.ts';
import { hasLeft } from '../raft/configuring.ts';
import type { RaftState } from '../raft/state.ts';
import { hasApplicable } from './applying.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/**
 * Whether `advance` (turn.ts) would do nothing: each of its steps has its condition here. Of many groups
 * most are idle, and a tick or the answer to a heartbeat mostly leaves nothing to do.
 */
export function isAtRest(context: NodeContext, replica: Replica): boolean {
  const { state } = replica.raft;
  return (
    replica.isRunning &&
    hasNothingReady(state) &&
    replica.reads.size === 0 &&
    replica.writes.size === 0 &&
    !hasApplicable(replica) &&
    replica.toldLeader === state.leader &&
    replica.toldTerm === state.term &&
    isUnchanging(context, replica)
  );
}

/** Whether consensus has nothing to send, to persist or to say. */
function hasNothingReady(state: RaftState): boolean {
  const { log, messages, messagesAfterPersist, readStates } = state;
  return (
    messages.length === 0 &&
    messagesAfterPersist.length === 0 &&
    readStates.length === 0 &&
    log.handedIndex === log.lastIndex &&
    state.wantedIndex === NO_INDEX &&
    state.pendingSnapshot === null &&
    !state.hardStateChanged &&
    !(state.isLeader && (state.heartbeatDue || state.replicationDue))
  );
}

/** Whether no change of members leaves anything to be done. */
function isUnchanging({ options }: NodeContext, replica: Replica): boolean {
  const { machine, confirmedRemoved, raft } = replica;
  const { joint, removed } = machine.membership;
  return (
    joint === null &&
    confirmedRemoved.length === removed.length &&
    !confirmedRemoved.includes(options.node) &&
    !hasLeft(raft.state)
  );
}
