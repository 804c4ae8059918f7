import { type LogIndex, NO_NODE } from '../base/ids.ts';
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

/**
 * The index that a linearizable read must wait for, if this leader can name one without asking
 * anybody: nobody else can have been elected yet. Null when it must ask.
 *
 * @see thesis §6.4.1; raft.md item 44
 */
export function leaseReadIndex(raft: RaftState): LogIndex | null {
  const { lease, options, log } = raft;
  const isCovered = raft.isLeader && raft.grantsLeases && lease.covers(options.clock.nowMicros);
  return isCovered && hasCommittedInTerm(raft) ? log.commitIndex : null;
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

/** Answers the rounds that a quorum of voters has confirmed, and extends the lease. */
export function confirmRounds(raft: RaftState): void {
  const { progress, reads } = raft;
  if (reads.waiting === 0 && !raft.grantsLeases) {
    return;
  }
  const confirmed = quorumReached(raft.configuration, (voter) =>
    voter === raft.id ? reads.sentCounter : (progress.get(voter)?.readCounter ?? 0),
  );
  raft.lease.confirmed(confirmed, raft.options.leaseMicros);
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
  if (raft.reads.isFull) {
    refuse(raft, read);
    return;
  }
  if (!hasCommittedInTerm(raft)) {
    raft.reads.addEarly(read);
    return;
  }
  raft.reads.add(read, raft.log.commitIndex);
  raft.heartbeatDue = true;
}

/** A follower asks again by itself; who asks here must be told. */
function refuse(raft: RaftState, read: PendingRead): void {
  if (read.from === raft.id) {
    raft.readStates.push({ requestId: read.requestId, index: null });
  }
}
