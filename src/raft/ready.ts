import { type LogIndex, minIndex, NO_INDEX } from '../base/ids.ts';
import { advanceCommit } from './commit.ts';
import type { Entry } from './entry.ts';
import type { Position } from './log.ts';
import type { Message } from './message.ts';
import { confirmRounds } from './reading.ts';
import { replicate } from './replication.ts';
import type { HardState, PendingSnapshot, RaftState, ReadState } from './state.ts';

/**
 * What the engine must now do for one group, in this order: send `messages`; make `hardState`,
 * `snapshot` and `entries` durable together; only then send `messagesAfterPersist`.
 */
export interface Ready {
  readonly messages: readonly Message[];
  readonly hardState: HardState;
  /** Whether there is anything to make durable. A commit index alone is no reason (raft.md item 4). */
  readonly mustPersist: boolean;
  /** Whether term or vote are among it: they are synced in every sync mode. */
  readonly hardStateChanged: boolean;
  readonly snapshot: PendingSnapshot | null;
  readonly entries: readonly Entry[];
  readonly messagesAfterPersist: readonly Message[];
  readonly readStates: readonly ReadState[];
  /** Entries from here on must be read from disk for a follower (`reloaded`); 0 for none. */
  readonly wantedIndex: LogIndex;
}

const NO_MESSAGES: readonly Message[] = [];
const NO_READ_STATES: readonly ReadState[] = [];

/** Takes out everything that waits to be done. */
export function takeReady(raft: RaftState): Ready {
  const snapshot = takeSnapshot(raft);
  sendDue(raft);
  const entries = raft.log.handOver();
  const { hardStateChanged, messages, messagesAfterPersist, readStates, wantedIndex } = raft;
  raft.hardStateChanged = false;
  raft.wantedIndex = NO_INDEX;
  // Mostly there is none of a kind, and then nothing is to be replaced.
  if (messages.length > 0) {
    raft.messages = [];
  }
  if (messagesAfterPersist.length > 0) {
    raft.messagesAfterPersist = [];
  }
  if (readStates.length > 0) {
    raft.readStates = [];
  }
  return {
    messages: messages.length > 0 ? messages : NO_MESSAGES,
    hardState: { term: raft.term, vote: raft.vote, commitIndex: raft.log.commitIndex },
    mustPersist: hardStateChanged || snapshot !== null || entries.length > 0,
    hardStateChanged,
    snapshot,
    entries,
    messagesAfterPersist: messagesAfterPersist.length > 0 ? messagesAfterPersist : NO_MESSAGES,
    readStates: readStates.length > 0 ? readStates : NO_READ_STATES,
    wantedIndex,
  };
}

/** Notes that everything through `position` is durable on this node. */
export function persisted(raft: RaftState, position: Position): void {
  const { durableIndex } = raft.log;
  raft.log.durableTo(position);
  if (raft.log.durableIndex > durableIndex) {
    raft.stuckTicks = 0;
    // Witnesses wait for it.
    raft.replicationDue ||= raft.isLeader && raft.configuration.witnesses.length > 0;
  }
  const self = raft.isLeader ? raft.progress.get(raft.id) : undefined;
  if (self !== undefined) {
    // A leader counts itself only now, like any other replica (raft.md item 5).
    self.acknowledge(raft.log.durableIndex);
    advanceCommit(raft);
  }
}

function takeSnapshot(raft: RaftState): PendingSnapshot | null {
  const { pendingSnapshot } = raft;
  if (pendingSnapshot === null || pendingSnapshot.handed) {
    return null;
  }
  pendingSnapshot.handed = true;
  return pendingSnapshot;
}

function sendDue(raft: RaftState): void {
  if (!raft.isLeader) {
    return;
  }
  if (raft.heartbeatDue) {
    raft.heartbeatDue = false;
    sendHeartbeats(raft);
  }
  if (raft.replicationDue) {
    raft.replicationDue = false;
    replicate(raft);
  }
}

function sendHeartbeats(raft: RaftState): void {
  const readCounter = raft.reads.send();
  const { clock, leaseMicros } = raft.options;
  raft.lease.sent({ counter: readCounter, sentMicros: clock.nowMicros }, leaseMicros);
  for (const [member, progress] of raft.progress) {
    if (member !== raft.id) {
      raft.messages.push({
        kind: 'heartbeat',
        from: raft.id,
        to: member,
        term: raft.term,
        // What is known to be there: a follower must never commit what it may not have.
        commitIndex: minIndex(progress.matchIndex, raft.log.commitIndex),
        readCounter,
      });
    }
  }
  // A sole voter has nobody else to ask.
  confirmRounds(raft);
}
