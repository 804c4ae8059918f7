import { NO_NODE } from '../base/ids.ts';
import type { ReadIndexRequest, ReadIndexResponse } from './message.ts';
import { quorumReached } from './quorum.ts';
import type { PendingRead } from './read-rounds.ts';
import { hasCommittedInTerm, type RaftState } from './state.ts';

/**
 * Asks for an index that a linearizable read must wait for. The answer appears in `readStates`,
 * with index null when the question must be asked again.
 *
 * @see thesis §6.4; raft.md items 40 to 43
 */
export function requestRead(raft: RaftState, requestId: number): void {
  if (raft.isLeader) {
    admit(raft, { from: raft.id, requestId });
  } else if (raft.leader === NO_NODE) {
    raft.readStates.push({ requestId, index: null });
  } else {
    raft.messages.push({
      kind: 'readIndexRequest',
      from: raft.id,
      to: raft.leader,
      term: raft.term,
      requestId,
    });
  }
}

/** A follower asks; an answer that cannot be given is not given, and the follower asks again. */
export function onReadIndexRequest(raft: RaftState, request: ReadIndexRequest): void {
  if (raft.isLeader) {
    admit(raft, { from: request.from, requestId: request.requestId });
  }
}

export function onReadIndexResponse(raft: RaftState, response: ReadIndexResponse): void {
  raft.readStates.push({ requestId: response.requestId, index: response.index });
}

/** Opens rounds for the reads that came before the first commit of the term. */
export function answerEarlyReads(raft: RaftState): void {
  if (raft.isLeader && hasCommittedInTerm(raft)) {
    for (const read of raft.reads.takeEarly()) {
      admit(raft, read);
    }
  }
}

/** Answers the rounds that a quorum of voters has confirmed. */
export function confirmReads(raft: RaftState): void {
  const { progress, reads } = raft;
  if (reads.waiting === 0) {
    return;
  }
  const confirmed = quorumReached(raft.configuration, (voter) =>
    voter === raft.id ? reads.sentCounter : (progress.get(voter)?.readCounter ?? 0),
  );
  for (const read of reads.confirm(confirmed)) {
    if (read.from === raft.id) {
      raft.readStates.push({ requestId: read.requestId, index: read.index });
    } else {
      raft.messages.push({
        kind: 'readIndexResponse',
        from: raft.id,
        to: read.from,
        term: raft.term,
        requestId: read.requestId,
        index: read.index,
      });
    }
  }
}

function admit(raft: RaftState, read: PendingRead): void {
  if (!hasCommittedInTerm(raft)) {
    raft.reads.addEarly(read);
    return;
  }
  raft.reads.add(read, raft.log.commitIndex);
  raft.heartbeatDue = true;
}
