import {
  indexBefore,
  type LogIndex,
  minIndex,
  NO_INDEX,
  NO_NODE,
  type NodeId,
} from '../base/ids.ts';
import { advanceCommit, heirIndex } from './commit.ts';
import { isWitness, staysElectable } from './configuration.ts';
import { type Entry, recordsBytes } from './entry.ts';
import type { AppendResponse, HeartbeatResponse } from './message.ts';
import type { Progress } from './progress.ts';
import { confirmRounds } from './reading.ts';
import type { RaftState } from './state.ts';

/** Moves a follower's progress by what it answered, and the commit index with it. */
export function onAppendResponse(raft: RaftState, response: AppendResponse): void {
  const progress = raft.progress.get(response.from);
  if (progress === undefined) {
    return;
  }
  progress.recentActive = true;
  if (response.rejected) {
    onRefusal(raft, progress, response);
  } else {
    onAcknowledgement(raft, progress, response);
  }
}

/** Shows the follower alive; one that is behind gets something sent (raft.md item 21). */
export function onHeartbeatResponse(raft: RaftState, response: HeartbeatResponse): void {
  const progress = raft.progress.get(response.from);
  if (progress === undefined) {
    return;
  }
  progress.recentActive = true;
  progress.probeSent = false;
  if (progress.matchIndex < raft.log.lastIndex || progress.state === 'probe') {
    progress.nudge = true;
    raft.replicationDue = true;
  }
  if (response.readCounter > progress.readCounter) {
    progress.readCounter = response.readCounter;
    confirmRounds(raft);
  }
}

/** Sends each follower what it lacks, as far as its window allows. */
export function replicate(raft: RaftState): void {
  for (const [member, progress] of raft.progress) {
    if (member !== raft.id) {
      while (sendAppend(raft, member, progress)) {
        // Another message fits the window.
      }
    }
  }
}

/** Notes that the connection to `peer` broke: what was under way may be lost (raft.md item 51). */
export function onUnreachable(raft: RaftState, peer: NodeId): void {
  const progress = raft.progress.get(peer);
  if (progress?.state === 'replicate') {
    progress.becomeProbe();
    raft.replicationDue = true;
  }
}

/** Notes how sending a snapshot ended. Until then nothing else is sent to `peer`. */
export function onSnapshotSent(raft: RaftState, peer: NodeId, arrived: boolean): void {
  const progress = raft.progress.get(peer);
  if (progress?.state !== 'snapshot') {
    return;
  }
  if (!arrived) {
    progress.snapshotIndex = progress.matchIndex;
  }
  progress.becomeProbe();
  // After a failure the next heartbeat's answer resumes, so that failures do not spin.
  progress.probeSent = !arrived;
  raft.replicationDue = true;
}

function onRefusal(raft: RaftState, progress: Progress, response: AppendResponse): void {
  const agreedAtMost =
    response.hintTerm > 0
      ? raft.log.agreedAtMost(response.hintIndex, response.hintTerm)
      : response.hintIndex;
  if (progress.reject(response.index, agreedAtMost)) {
    raft.replicationDue = true;
  }
}

function onAcknowledgement(raft: RaftState, progress: Progress, response: AppendResponse): void {
  const isNews = progress.acknowledge(response.index);
  const probeAnswered = progress.state === 'probe' && progress.matchIndex === response.index;
  if (!isNews && !probeAnswered) {
    return;
  }
  switch (progress.state) {
    case 'probe':
      progress.becomeReplicate();
      break;
    case 'snapshot':
      // It has what the log still holds, however it came by it (raft.md item 23).
      if (progress.matchIndex + 1 >= raft.log.firstIndex) {
        progress.becomeReplicate();
      }
      break;
    case 'replicate':
      progress.inflight.acknowledge(response.index);
      break;
  }
  raft.replicationDue = true;
  advanceCommit(raft);
  finishTransfer(raft, response.from, progress);
}

/** The target of a transfer has everything: let it campaign (thesis §3.10). */
export function finishTransfer(raft: RaftState, peer: NodeId, progress: Progress): void {
  if (
    raft.transferTarget === peer &&
    peer !== NO_NODE &&
    progress.matchIndex === raft.log.lastIndex
  ) {
    raft.messages.push({ kind: 'timeoutNow', from: raft.id, to: peer, term: raft.term });
  }
}

/** Sends one message if there is reason and room; returns whether more may follow. */
function sendAppend(raft: RaftState, to: NodeId, progress: Progress): boolean {
  if (progress.state === 'snapshot' || (progress.paused && !progress.nudge)) {
    return false;
  }
  const { log } = raft;
  const prevIndex = indexBefore(progress.nextIndex);
  const prevTerm = log.termAt(prevIndex);
  if (prevTerm === undefined) {
    sendSnapshot(raft, to, progress);
    return false;
  }
  const entries = progress.paused ? [] : sendable(raft, to, progress.nextIndex);
  if (entries.length === 0 && !progress.paused && progress.nextIndex <= log.evictedIndex) {
    want(raft, progress.nextIndex);
    // Asking in vain would count as a probe under way; the entries will be here soon.
    return false;
  }
  if (entries.length === 0 && !progress.nudge && !owesCommit(raft, progress)) {
    return false;
  }
  raft.messages.push({
    kind: 'append',
    from: raft.id,
    to,
    term: raft.term,
    prevIndex,
    prevTerm,
    commitIndex: log.commitIndex,
    entries,
  });
  const lastIndex = (prevIndex + entries.length) as LogIndex;
  progress.sent(lastIndex, entries.length, recordsBytes(entries));
  progress.commitSent = log.commitIndex;
  return entries.length > 0;
}

/** The follower furthest behind comes first: on its way it meets the others. */
function want(raft: RaftState, index: LogIndex): void {
  raft.wantedIndex = raft.wantedIndex === NO_INDEX ? index : minIndex(raft.wantedIndex, index);
}

function sendable(raft: RaftState, to: NodeId, from: LogIndex): readonly Entry[] {
  const entries = raft.log.slice(from, raft.options.appendBytesMax);
  if (!isWitness(raft.configuration, to)) {
    return entries;
  }
  const last = witnessIndexMax(raft);
  return entries.filter(({ index }) => index <= last);
}

/**
 * A witness refuses candidates that lack what it has. So it gets no more than what is durable on
 * somebody who can still be elected once the configuration in force is left: on this node, or, when
 * that is going to be no voter any more, on one of the others.
 */
function witnessIndexMax(raft: RaftState): number {
  const { log, configuration, progress } = raft;
  return staysElectable(configuration, raft.id)
    ? log.durableIndex
    : heirIndex(raft, (voter) => progress.get(voter)?.matchIndex ?? NO_INDEX);
}

/**
 * The commit index travels on appends. Only when nothing is on its way whose answer would lead to
 * another append does it get a message of its own.
 */
function owesCommit(raft: RaftState, progress: Progress): boolean {
  return (
    progress.state === 'probe' ||
    (progress.commitSent < raft.log.commitIndex && progress.inflight.messages === 0)
  );
}

function sendSnapshot(raft: RaftState, to: NodeId, progress: Progress): void {
  if (!progress.recentActive) {
    // Nobody there: a snapshot is too big to send into the void.
    return;
  }
  const { index, term } = raft.log.compacted;
  progress.becomeSnapshot(index);
  progress.nudge = false;
  raft.messages.push({
    kind: 'installSnapshot',
    from: raft.id,
    to,
    term: raft.term,
    index,
    indexTerm: term,
    configuration: raft.configuration,
  });
}
