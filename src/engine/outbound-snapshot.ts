import type { NodeId, Term } from '../base/ids.ts';
import type { SnapshotChunk, SnapshotProgress } from '../codec/peer/peer-message.ts';
import { isWitness } from '../raft/configuration.ts';
import type { InstallSnapshot } from '../raft/message.ts';
import { type DiskTask, readFile } from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import type { NodeContext } from './context.ts';
import { introduce } from './introducing.ts';
import { guarded, quarantine, runGuarded } from './quarantine.ts';
import type { DurableSnapshot, Replica } from './replica.ts';
import { checkSnapshot, damagedSnapshot } from './snapshot-check.ts';
import { snapshotOutline } from './snapshot-outline.ts';
import { removeObsolete } from './snapshot-saving.ts';

/** A snapshot file on its way to a follower, one chunk after the other. */
export interface OutboundSnapshot {
  readonly peer: NodeId;
  readonly term: Term;
  snapshot: DurableSnapshot;
  /** All of it, where it is for a witness: then there is no file. */
  outline: Uint8Array | null;
  /** The follower has the file up to here. */
  offset: number;
  /** Where the latest chunk ended. */
  sentThrough: number;
  /** Waits for other transfers to end. */
  isQueued: boolean;
  /** A chunk is being read from disk. */
  isReading: boolean;
  /** Waits until the limit of bytes per second lets it go on. */
  isThrottled: boolean;
  /** Somebody was told that it was held back. */
  toldThrottled: boolean;
  progressTick: number;
  retryTick: number;
}

/** A limit of bytes per second makes chunks smaller, but not smaller than this. */
const CHUNK_BYTES_MIN = 1024;
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
    ...sourceFor(context, replica, message.to),
    offset: 0,
    sentThrough: 0,
    isQueued: false,
    isReading: false,
    isThrottled: false,
    toldThrottled: false,
    progressTick: context.nowTick,
    retryTick: context.nowTick,
  };
  replica.sending.set(message.to, sending);
  if (context.transfers.admit({ replica, sending })) {
    sendChunk(context, replica, sending);
  } else {
    sending.isQueued = true;
    tell(context, replica, sending, 'queued');
  }
}

/** What `peer` is sent: a witness needs position and members, everybody else the file. */
function sourceFor(
  context: NodeContext,
  replica: Replica,
  peer: NodeId,
): Pick<OutboundSnapshot, 'snapshot' | 'outline'> {
  if (!isWitness(replica.raft.state.configuration, peer)) {
    return { snapshot: replica.snapshot, outline: null };
  }
  const { position, bytes: outline } = snapshotOutline(context, replica);
  return { snapshot: { position, bytes: outline.length }, outline };
}

/** Begins transfers that had to wait, for which there is room now. */
export function startQueued(context: NodeContext): void {
  for (const { replica, sending } of context.transfers.takeStartable()) {
    sending.isQueued = false;
    // A newer one may have been saved while it waited.
    Object.assign(sending, sourceFor(context, replica, sending.peer));
    sending.progressTick = context.nowTick;
    guarded(context, replica, () => sendChunk(context, replica, sending));
  }
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
      onMore(context, replica, sending, Math.min(message.nextOffset, sending.snapshot.bytes));
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
  const { snapshot, outline } = sending;
  if (outline !== null) {
    return;
  }
  runGuarded(context, replica, checkSnapshot(context, replica, snapshot), {
    done: () => undefined,
    failed: (error) => {
      if (replica.snapshot === snapshot) {
        quarantine(context, replica, error);
      }
    },
  });
}

function onMore(
  context: NodeContext,
  replica: Replica,
  sending: OutboundSnapshot,
  nextOffset: number,
): void {
  // Even an answer that asks for nothing new says that the follower is there: its limit holds it back.
  sending.progressTick = context.nowTick;
  sending.retryTick = context.nowTick;
  if (nextOffset === sending.offset) {
    return;
  }
  const isResumed = nextOffset > sending.sentThrough;
  sending.offset = nextOffset;
  if (isResumed) {
    tell(context, replica, sending, 'resumed');
  }
  sendChunk(context, replica, sending);
}

/** Repeats what was lost and gives up what leads nowhere; called at every tick. */
export function tickOutbound(context: NodeContext, replica: Replica): void {
  const { electionTicks } = context.options.tuning;
  for (const sending of replica.sending.values()) {
    const { isLeader, term } = replica.raft.state;
    const silentTicks = context.nowTick - sending.progressTick;
    if (!isLeader || term !== sending.term || silentTicks > GIVE_UP_TIMEOUTS * electionTicks) {
      finish(context, replica, sending, false);
    } else if (sending.isQueued || sending.isThrottled) {
      sending.progressTick = context.nowTick;
      sendChunk(context, replica, sending);
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
  startQueued(context);
}

function sendChunk(context: NodeContext, replica: Replica, sending: OutboundSnapshot): void {
  if (sending.isReading || sending.isQueued) {
    return;
  }
  const { sendLimit } = context.transfers;
  sending.retryTick = context.nowTick;
  sending.isThrottled = !sendLimit.isOpen(context.nowMicros);
  if (sending.isThrottled) {
    tell(context, replica, sending, 'throttled');
    return;
  }
  sending.isReading = true;
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
  if (sending.outline !== null) {
    return sending.outline.subarray(sending.offset);
  }
  const file = snapshotFile(replica.group, sending.snapshot.position);
  const { snapshotChunkBytes } = context.options.tuning;
  const piece = context.transfers.sendLimit.pieceBytes(snapshotChunkBytes, CHUNK_BYTES_MIN);
  const length = Math.min(piece, sending.snapshot.bytes - sending.offset);
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
  context.transfers.sendLimit.spend(bytes.length, context.nowMicros);
  sending.sentThrough = offset + bytes.length;
  const message: SnapshotChunk = {
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
  };
  introduce(context, replica, message);
  context.outbox.add({ group: replica.group, message });
}

function tell(
  context: NodeContext,
  { group }: Replica,
  sending: OutboundSnapshot,
  what: 'resumed' | 'throttled' | 'queued',
): void {
  const isRepeated = what === 'throttled' && sending.toldThrottled;
  sending.toldThrottled ||= what === 'throttled';
  if (!isRepeated) {
    const { peer, offset } = sending;
    context.notify({ kind: 'snapshotTransfer', group, peer, what, offset });
  }
}
