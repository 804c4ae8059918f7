import { NO_NODE, type NodeId, termAfter } from '../base/ids.ts';
import { isVoter } from './configuration.ts';
import type {
  PreVoteRequest,
  PreVoteResponse,
  TimeoutNow,
  VoteRequest,
  VoteResponse,
} from './message.ts';
import { quorumVote } from './quorum.ts';
import { becomeCandidate, becomeFollower, becomeLeader, becomePreCandidate } from './roles.ts';
import { drawElectionTimeout, isPromotable, type RaftState } from './state.ts';

/** Starts a campaign because no leader was heard of; does nothing when this replica may not lead. */
export function campaign(raft: RaftState): void {
  if (raft.isLeader || !isPromotable(raft)) {
    return;
  }
  if (raft.options.preVote) {
    startPreVote(raft);
  } else {
    startElection(raft, false);
  }
}

/** Answers a pre-vote request; changes nothing here (raft.md item 7). */
export function onPreVoteRequest(raft: RaftState, request: PreVoteRequest): void {
  const open =
    raft.vote === request.from ||
    (raft.vote === NO_NODE && raft.leader === NO_NODE) ||
    request.term > raft.term;
  const granted = open && raft.log.isUpToDate({ index: request.lastIndex, term: request.lastTerm });
  raft.messagesAfterPersist.push({
    kind: 'preVoteResponse',
    from: raft.id,
    to: request.from,
    // A grant speaks of the term asked for; a refusal tells the asker the term it missed.
    term: granted ? request.term : raft.term,
    granted,
  });
}

/**
 * Votes at most once in a term, for a candidate whose log is at least as complete (Raft §5.2, §5.4.1).
 * A learner votes too: the candidate may know of a promotion that it does not (raft.md item 13).
 */
export function onVoteRequest(raft: RaftState, request: VoteRequest): void {
  const open = raft.vote === request.from || (raft.vote === NO_NODE && raft.leader === NO_NODE);
  const granted = open && raft.log.isUpToDate({ index: request.lastIndex, term: request.lastTerm });
  if (granted) {
    raft.hardStateChanged ||= raft.vote !== request.from;
    raft.vote = request.from;
    raft.electionElapsedTicks = 0;
  }
  raft.messagesAfterPersist.push({
    kind: 'voteResponse',
    from: raft.id,
    to: request.from,
    term: raft.term,
    granted,
  });
}

export function onPreVoteResponse(raft: RaftState, response: PreVoteResponse): void {
  // A grant for another attempt than the one under way says nothing about this one.
  if (response.granted && response.term !== termAfter(raft.term)) {
    return;
  }
  countVote(raft, response.from, response.granted);
  switch (quorumVote(raft.configuration, raft.votes)) {
    case 'won':
      startElection(raft, false);
      return;
    case 'lost':
      becomeFollower(raft, raft.term, NO_NODE);
      return;
    case 'pending':
      return;
  }
}

export function onVoteResponse(raft: RaftState, response: VoteResponse): void {
  countVote(raft, response.from, response.granted);
  switch (quorumVote(raft.configuration, raft.votes)) {
    case 'won':
      // The others may be enough, but a leader whose term is not durable could lead it twice, with
      // other entries each time: after a crash it would campaign for the same term and win again.
      if (raft.votes.has(raft.id)) {
        becomeLeader(raft);
      }
      return;
    case 'lost':
      becomeFollower(raft, raft.term, NO_NODE);
      return;
    case 'pending':
      return;
  }
}

/** Campaigns at once, past pre-vote and leases, because the leader wants it (thesis §3.10). */
export function onTimeoutNow(raft: RaftState, _message: TimeoutNow): void {
  if (isPromotable(raft)) {
    startElection(raft, true);
  }
}

function startPreVote(raft: RaftState): void {
  becomePreCandidate(raft);
  drawElectionTimeout(raft);
  raft.electionElapsedTicks = 0;
  raft.votes.set(raft.id, true);
  if (quorumVote(raft.configuration, raft.votes) === 'won') {
    startElection(raft, false);
    return;
  }
  for (const to of otherVoters(raft)) {
    raft.messages.push({
      kind: 'preVoteRequest',
      from: raft.id,
      to,
      term: termAfter(raft.term),
      lastIndex: raft.log.lastIndex,
      lastTerm: raft.log.lastTerm,
    });
  }
}

function startElection(raft: RaftState, transfer: boolean): void {
  becomeCandidate(raft);
  // The own vote counts once it is durable, like everybody else's (raft.md item 14).
  raft.messagesAfterPersist.push({
    kind: 'voteResponse',
    from: raft.id,
    to: raft.id,
    term: raft.term,
    granted: true,
  });
  for (const to of otherVoters(raft)) {
    raft.messages.push({
      kind: 'voteRequest',
      from: raft.id,
      to,
      term: raft.term,
      lastIndex: raft.log.lastIndex,
      lastTerm: raft.log.lastTerm,
      transfer,
    });
  }
}

/** Only the first answer of a voter of the own configuration counts, and that the own vote is durable. */
function countVote(raft: RaftState, voter: NodeId, granted: boolean): void {
  const counts = voter === raft.id || isVoter(raft.configuration, voter);
  if (counts && !raft.votes.has(voter)) {
    raft.votes.set(voter, granted);
  }
}

function otherVoters(raft: RaftState): NodeId[] {
  const { voters, outgoing } = raft.configuration;
  return [...new Set([...voters, ...outgoing])].filter((voter) => voter !== raft.id);
}
