import type { NodeId, Term } from '../base/ids.ts';
import type { SnapshotProgress } from '../codec/peer/peer-message.ts';
import type { InstallSnapshot } from '../raft/message.ts';
import { type DiskTask, readFile } from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import type { NodeContext } from './context.ts';
import { quarantine, runGuarded } from './quarantine.ts';
import type { DurableSnapshot, Replica } from './replica.ts';
import { checkSnapshot, damagedSnapshot } from './snapshot-check.ts';
import { removeObsolete } from './snapshot-saving.ts';

/** A snapshot file on its way to a follower, one chunk after the other. */
export interface OutboundSnapshot {
  readonly peer: NodeId;
  readonly term: Term;
  readonly snapshot: DurableSnapshot;
  /** The follower has the file up to here. */
  offset: number;
  /** A chunk is being read from disk. */
  isReading: boolean;
  progressTick: number;
  retryTick: number;
}

/** A silent follower is sent the chunk again after this many election timeouts. */
const RETRY_TIMEOUTS = 1;
/** After this many, the transfer is given up; consensus begins another when it is needed. */
const GIVE_UP_TIMEOUTS = 5;

/** Begins to send the newest snapshot to a follower that needs entries which are compacted. */
export function sendSnapshot(
  context: NodeContext,
  replica: Replica,
  message: InstallSnapshot,
): void {
  const sending: OutboundSnapshot = {
    peer: message.to,
    term: message.term,
    snapshot: replica.snapshot,
    offset: 0,
    isReading: false,
    progressTick: context.nowTick,
    retryTick: context.nowTick,
  };
  replica.sending.set(message.to, sending);
  sendChunk(context, replica, sending);
}

/** Takes in what a follower made of the snapshot so far. */
export function onSnapshotProgress(
  context: NodeContext,
  replica: Replica,
  message: SnapshotProgress,
): void {
  const sending = replica.sending.get(message.from);
  if (sending === undefined || sending.snapshot.position.index !== message.index) {
    return;
  }
  switch (message.status) {
    case 'more':
      if (message.nextOffset !== sending.offset) {
        sending.offset = Math.min(message.nextOffset, sending.snapshot.bytes);
        sending.progressTick = context.nowTick;
        sendChunk(context, replica, sending);
      }
      return;
    case 'done':
      finish(context, replica, sending, true);
      return;
    case 'refused':
      checkOwnFile(context, replica, sending);
      finish(context, replica, sending, false);
      return;
  }
}

/**
 * A follower could not read what it got. If that is because the file here is damaged, this replica
 * could offer it for ever and nobody would catch up: it stops, and whoever leads next has another.
 */
function checkOwnFile(context: NodeContext, replica: Replica, sending: OutboundSnapshot): void {
  const { snapshot } = sending;
  runGuarded(context, replica, checkSnapshot(context, replica, snapshot), {
    done: () => undefined,
    failed: (error) => {
      if (replica.snapshot === snapshot) {
        quarantine(context, replica, error);
      }
    },
  });
}

/** Repeats what was lost and gives up what leads nowhere; called at every tick. */
export function tickOutbound(context: NodeContext, replica: Replica): void {
  const { electionTicks } = context.options.tuning;
  for (const sending of replica.sending.values()) {
    const { isLeader, term } = replica.raft.state;
    const silentTicks = context.nowTick - sending.progressTick;
    if (!isLeader || term !== sending.term || silentTicks > GIVE_UP_TIMEOUTS * electionTicks) {
      finish(context, replica, sending, false);
    } else if (context.nowTick - sending.retryTick > RETRY_TIMEOUTS * electionTicks) {
      sendChunk(context, replica, sending);
    }
  }
}

/** Ends every transfer to a peer whose connection broke. */
export function onPeerGone(context: NodeContext, replica: Replica, peer: NodeId): void {
  const sending = replica.sending.get(peer);
  if (sending !== undefined) {
    finish(context, replica, sending, false);
  }
}

function finish(
  context: NodeContext,
  replica: Replica,
  sending: OutboundSnapshot,
  arrived: boolean,
): void {
  replica.sending.delete(sending.peer);
  replica.raft.snapshotSent(sending.peer, arrived);
  context.dirty.add(replica);
  removeObsolete(context, replica);
}

function sendChunk(context: NodeContext, replica: Replica, sending: OutboundSnapshot): void {
  if (sending.isReading) {
    return;
  }
  sending.isReading = true;
  sending.retryTick = context.nowTick;
  const { offset } = sending;
  runGuarded(context, replica, readChunk(context, replica, sending), {
    done: (bytes) => {
      sending.isReading = false;
      if (replica.sending.get(sending.peer) === sending && replica.isRunning) {
        queueChunk(context, replica, sending, offset, bytes);
      }
    },
    failed: (error) => {
      finish(context, replica, sending, false);
      if (replica.snapshot === sending.snapshot) {
        const file = snapshotFile(replica.group, sending.snapshot.position);
        quarantine(context, replica, damagedSnapshot(file, error));
      }
    },
  });
}

function* readChunk(
  context: NodeContext,
  replica: Replica,
  sending: OutboundSnapshot,
): DiskTask<Uint8Array> {
  const file = snapshotFile(replica.group, sending.snapshot.position);
  const { snapshotChunkBytes } = context.options.tuning;
  const length = Math.min(snapshotChunkBytes, sending.snapshot.bytes - sending.offset);
  return yield* readFile(file, sending.offset, length);
}

function queueChunk(
  context: NodeContext,
  replica: Replica,
  sending: OutboundSnapshot,
  offset: number,
  bytes: Uint8Array,
): void {
  const { position, bytes: fileBytes } = sending.snapshot;
  context.outbox.add({
    group: replica.group,
    message: {
      kind: 'snapshotChunk',
      from: context.options.node,
      to: sending.peer,
      term: sending.term,
      index: position.index,
      indexTerm: position.term,
      fileBytes,
      offset,
      checksum: context.ports.checksum(bytes, 0, bytes.length, 0),
      bytes,
    },
  });
}
