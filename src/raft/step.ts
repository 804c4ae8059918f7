import { NO_INDEX, NO_NODE, NO_TERM, type NodeId } from '../base/ids.ts';
import { unreachable } from '../base/invariant.ts';
import { isElectable } from './configuration.ts';
import {
  onPreVoteRequest,
  onPreVoteResponse,
  onTimeoutNow,
  onVoteRequest,
  onVoteResponse,
} from './election.ts';
import { onAppend, onHeartbeat, onInstallSnapshot } from './following.ts';
import type { Append, Heartbeat, InstallSnapshot, Message } from './message.ts';
import { onReadIndexRequest, onReadIndexResponse } from './reading.ts';
import { onAppendResponse, onHeartbeatResponse } from './replication.ts';
import { becomeFollower, enterTerm } from './roles.ts';
import type { RaftState } from './state.ts';

/** Takes in one message from a peer, or from this replica to itself. */
export function step(raft: RaftState, message: Message): void {
  if (message.term > raft.term && !admitHigherTerm(raft, message)) {
    return;
  }
  if (message.term < raft.term) {
    answerLowerTerm(raft, message);
    return;
  }
  dispatch(raft, message);
}

/** Enters the message's term where that is due; false when the message must be ignored. */
function admitHigherTerm(raft: RaftState, message: Message): boolean {
  switch (message.kind) {
    case 'preVoteRequest':
      return !hasLiveLeader(raft);
    case 'voteRequest':
      if (!message.transfer && hasLiveLeader(raft)) {
        return false;
      }
      enterTermForVote(raft, message);
      return true;
    case 'preVoteResponse':
      // A grant names the term that was asked for, which nobody has entered yet.
      if (!message.granted) {
        becomeFollower(raft, message.term, NO_NODE);
      }
      return true;
    case 'append':
    case 'heartbeat':
    case 'installSnapshot':
      becomeFollower(raft, message.term, message.from);
      return true;
    case 'voteResponse':
    case 'appendResponse':
    case 'heartbeatResponse':
    case 'readIndexRequest':
    case 'readIndexResponse':
    case 'timeoutNow':
      becomeFollower(raft, message.term, NO_NODE);
      return true;
    default:
      return unreachable(message);
  }
}

/**
 * While the leader is heard of, nobody else is helped to depose it (raft.md item 9). The bound is
 * the base timeout, not the drawn one, so that all replicas agree on it. Where leaders hold leases,
 * forgetting who leads does not end the promise that the lease rests on.
 */
function hasLiveLeader(raft: RaftState): boolean {
  const { checkQuorum, electionTicks } = raft.options;
  const isHeard = raft.leader !== NO_NODE && raft.electionElapsedTicks < electionTicks;
  return (checkQuorum && isHeard) || mayOweLease(raft);
}

/** Whether a leader of this or an earlier term may still answer reads because this replica heard it. */
function mayOweLease(raft: RaftState): boolean {
  return raft.grantsLeases && !raft.isLeader && raft.guardTicks > 0;
}

/** Enters a candidate's term; only a granted vote restarts the election clock (raft.md item 15). */
function enterTermForVote(raft: RaftState, message: Message): void {
  if (raft.role === 'follower') {
    enterTerm(raft, message.term);
    raft.leader = NO_NODE;
    return;
  }
  const elapsedTicks = raft.isLeader ? 0 : raft.electionElapsedTicks;
  becomeFollower(raft, message.term, NO_NODE);
  raft.electionElapsedTicks = elapsedTicks;
}

/**
 * A message from an earlier term changes nothing here, but its sender may have to learn that its
 * time is over: else a leader of a lower term and a replica that cannot be elected wait for each
 * other for ever (raft.md item 8).
 */
function answerLowerTerm(raft: RaftState, message: Message): void {
  const { checkQuorum, preVote } = raft.options;
  switch (message.kind) {
    case 'append':
    case 'heartbeat':
      // Without either, who can be elected makes its term known by campaigning; nobody else can.
      if (checkQuorum || preVote || !isElectable(raft.configuration, raft.id)) {
        sendTerm(raft, message.from);
      }
      return;
    case 'preVoteRequest':
      raft.messagesAfterPersist.push({
        kind: 'preVoteResponse',
        from: raft.id,
        to: message.from,
        term: raft.term,
        granted: false,
      });
      return;
    default:
      return;
  }
}

function sendTerm(raft: RaftState, to: NodeId): void {
  raft.messagesAfterPersist.push({
    kind: 'appendResponse',
    from: raft.id,
    to,
    term: raft.term,
    rejected: false,
    index: NO_INDEX,
    hintIndex: NO_INDEX,
    hintTerm: NO_TERM,
  });
}

function dispatch(raft: RaftState, message: Message): void {
  switch (message.kind) {
    case 'preVoteRequest':
      onPreVoteRequest(raft, message);
      return;
    case 'voteRequest':
      // Whatever brought its term here first: what an earlier leader was promised holds (item 44).
      if (raft.vote === message.from || message.transfer || !mayOweLease(raft)) {
        onVoteRequest(raft, message);
      }
      return;
    case 'preVoteResponse':
      if (raft.role === 'preCandidate') {
        onPreVoteResponse(raft, message);
      }
      return;
    case 'voteResponse':
      if (raft.role === 'candidate') {
        onVoteResponse(raft, message);
      }
      return;
    case 'append':
      follow(raft, message);
      onAppend(raft, message);
      return;
    case 'heartbeat':
      follow(raft, message);
      onHeartbeat(raft, message);
      return;
    case 'installSnapshot':
      follow(raft, message);
      onInstallSnapshot(raft, message);
      return;
    case 'appendResponse':
      if (raft.isLeader) {
        onAppendResponse(raft, message);
      }
      return;
    case 'heartbeatResponse':
      if (raft.isLeader) {
        onHeartbeatResponse(raft, message);
      }
      return;
    case 'readIndexRequest':
      onReadIndexRequest(raft, message);
      return;
    case 'readIndexResponse':
      onReadIndexResponse(raft, message);
      return;
    case 'timeoutNow':
      onTimeoutNow(raft, message);
      return;
    default:
      unreachable(message);
  }
}

/** Its sender was elected in this term: follow it, and wait anew before campaigning. */
function follow(raft: RaftState, message: Append | Heartbeat | InstallSnapshot): void {
  if (raft.role !== 'follower') {
    becomeFollower(raft, raft.term, message.from);
  }
  raft.leader = message.from;
  raft.electionElapsedTicks = 0;
  raft.leaderSilentTicks = 0;
  raft.guardTicks = raft.options.electionTicks;
}
