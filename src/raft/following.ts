import { RaftLabError } from '../base/errors.ts';
import {
  indexAfter,
  type LogIndex,
  minIndex,
  NO_INDEX,
  NO_TERM,
  type NodeId,
} from '../base/ids.ts';
import { isMember } from './configuration.ts';
import type { Append, AppendResponse, Heartbeat, InstallSnapshot } from './message.ts';
import type { RaftState } from './state.ts';

/** Takes over a leader's entries where the logs agree (Raft Figure 2, AppendEntries). */
export function onAppend(raft: RaftState, message: Append): void {
  const { log } = raft;
  if (message.prevIndex < log.commitIndex) {
    // What is committed agrees with every leader; what is compacted cannot be compared any more.
    acknowledge(raft, message.from, log.commitIndex);
    return;
  }
  if (!log.matches(message.prevIndex, message.prevTerm)) {
    refuse(raft, message);
    return;
  }
  log.merge(message.entries);
  const lastNewIndex = indexAfter(message.prevIndex, message.entries.length);
  commitThrough(raft, minIndex(message.commitIndex, lastNewIndex));
  acknowledge(raft, message.from, lastNewIndex);
}

export function onHeartbeat(raft: RaftState, message: Heartbeat): void {
  commitThrough(raft, message.commitIndex);
  raft.messages.push({
    kind: 'heartbeatResponse',
    from: raft.id,
    to: message.from,
    term: raft.term,
    readCounter: message.readCounter,
  });
}

/** Replaces the log by a snapshot that is ahead of it (Raft §7). */
export function onInstallSnapshot(raft: RaftState, message: InstallSnapshot): void {
  const { log } = raft;
  const position = { index: message.index, term: message.indexTerm };
  if (position.index <= log.commitIndex) {
    acknowledge(raft, message.from, log.commitIndex);
    return;
  }
  if (log.matches(position.index, position.term)) {
    // The entries are here already: keep what follows them (raft.md item 25).
    commitThrough(raft, position.index);
    acknowledge(raft, message.from, log.commitIndex);
    return;
  }
  if (isMember(raft.configuration, raft.id) && !isMember(message.configuration, raft.id)) {
    // A newcomer may get a snapshot from before it was added; a member that vanishes is a mistake.
    return;
  }
  log.restore(position);
  raft.configuration = message.configuration;
  raft.pendingSnapshot = { position, handed: false };
  acknowledge(raft, message.from, position.index);
}

/**
 * @throws RaftLabError LOG_LOST when the leader knows entries of this log as durable that are gone:
 * the disk forgot what it had confirmed (raft.md item 18).
 */
function commitThrough(raft: RaftState, index: LogIndex): void {
  if (index <= raft.log.commitIndex) {
    return;
  }
  if (index > raft.log.lastIndex) {
    throw new RaftLabError(
      'LOG_LOST',
      `the leader holds entry ${index} as durable here, but the log ends at ${raft.log.lastIndex}; ` +
        'remove this node from the group and add it under a new id with an empty directory',
    );
  }
  raft.log.commitTo(index);
}

function acknowledge(raft: RaftState, to: NodeId, index: LogIndex): void {
  const pending = raft.messagesAfterPersist;
  const previous = pending.length > 0 ? pending[pending.length - 1] : undefined;
  if (previous !== undefined && isMergeable(previous, to, raft.term) && previous.index <= index) {
    // One answer for all appends of a turn: the last index implies the earlier ones.
    pending.pop();
  }
  pending.push({
    kind: 'appendResponse',
    from: raft.id,
    to,
    term: raft.term,
    rejected: false,
    index,
    hintIndex: NO_INDEX,
    hintTerm: NO_TERM,
  });
}

function isMergeable(
  message: { readonly kind: string; readonly to: NodeId; readonly term: number },
  to: NodeId,
  term: number,
): message is AppendResponse {
  return (
    message.kind === 'appendResponse' &&
    message.to === to &&
    message.term === term &&
    !(message as AppendResponse).rejected
  );
}

/** Says where the logs may agree, so that the leader finds the place in few steps (raft.md item 19). */
function refuse(raft: RaftState, message: Append): void {
  const hintIndex = raft.log.agreedAtMost(message.prevIndex, message.prevTerm);
  raft.messagesAfterPersist.push({
    kind: 'appendResponse',
    from: raft.id,
    to: message.from,
    term: raft.term,
    rejected: true,
    index: message.prevIndex,
    hintIndex,
    hintTerm: raft.log.termAt(hintIndex) ?? NO_TERM,
  });
}
