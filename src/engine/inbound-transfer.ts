import { type LogIndex, NO_NODE, type NodeId, type Term } from '../base/ids.ts';
import type { SnapshotChunk, SnapshotProgress } from '../codec/peer/peer-message.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { StateMachine } from '../kv/machine.ts';
import type { Position } from '../raft/log.ts';
import {
  type DiskTask,
  openFile,
  readFile,
  removeFile,
  runTask,
  truncateFile,
  writeFile,
} from '../storage/disk-task.ts';
import { type PartialSnapshot, receivingFile } from '../storage/partial-snapshot.ts';
import type { MachineDatabase } from '../storage/store/machine-database.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import { snapshotSink } from './snapshot-sink.ts';

/** A snapshot that is arriving from the leader. */
export interface InboundSnapshot {
  /** Whose file it is; nobody's yet when it was found on disk. */
  from: NodeId;
  readonly position: Position;
  readonly fileBytes: number;
  readonly machine: StateMachine;
  /** Where a machine on disk is being put; it goes live when the snapshot is installed. */
  readonly database: MachineDatabase | null;
  readonly reader: SnapshotReader;
  readonly startedMicros: number;
  /** How the file begins: that of another leader must begin alike to go on with it. */
  head: Uint8Array;
  /** Term of the leader's latest chunk. */
  term: Term;
  received: number;
  /** A chunk is being written, or the file is being read or published. */
  isBusy: boolean;
  /** Begin of the chunk whose answer is held back by the limit of bytes per second. */
  heldOffset: number | null;
  toldThrottled: boolean;
  /** When the sender was last heard, and last answered. */
  heardTick: number;
  answeredTick: number;
}

/**
 * Enough for the header's block, which says position and codec, and the checksums of blocks behind
 * it: two files of equal position, size and head are written from equal states by equal codecs.
 */
const HEAD_BYTES = 4096;

const READ_BYTES = 1024 * 1024;

export function newInbound(
  context: NodeContext,
  replica: Replica,
  chunk: SnapshotChunk,
): InboundSnapshot {
  const { databases, options } = context;
  const database = options.store === 'level' ? databases.prepare(replica.group) : null;
  const machine = database?.machine ?? context.newMachine();
  const position = { index: chunk.index, term: chunk.indexTerm };
  const sink = snapshotSink(machine, replica.group, position);
  return {
    from: chunk.from,
    position,
    fileBytes: chunk.fileBytes,
    machine,
    database,
    reader: new SnapshotReader(context.blockCodecs, context.ports.checksum, sink),
    startedMicros: context.nowMicros,
    head: headOf(chunk.bytes),
    term: chunk.term,
    received: 0,
    isBusy: false,
    heldOffset: null,
    toldThrottled: false,
    heardTick: context.nowTick,
    answeredTick: context.nowTick,
  };
}

/** Whether `chunk` is of the snapshot that `inbound` is receiving, as far as names and sizes say. */
export function isSameSnapshot(inbound: InboundSnapshot, chunk: SnapshotChunk): boolean {
  const { position, fileBytes } = inbound;
  return (
    position.index === chunk.index &&
    position.term === chunk.indexTerm &&
    fileBytes === chunk.fileBytes
  );
}

/** Whether the file of another sender, whose first chunk this is, begins like the one received. */
export function beginsAlike(inbound: InboundSnapshot, chunk: SnapshotChunk): boolean {
  const { head } = inbound;
  const length = Math.min(head.length, chunk.bytes.length);
  for (let i = 0; i < length; i++) {
    if (head[i] !== chunk.bytes[i]) {
      return false;
    }
  }
  return length > 0;
}

/**
 * Takes in what an earlier start of this node had received, as far as whole blocks go: a power cut
 * may have torn the rest.
 *
 * @throws DecodeError when anything before that is damaged: then nothing of it can be used.
 */
export function* readPartial(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  partial: PartialSnapshot,
): DiskTask<void> {
  const file = receivingFile(replica.group, inbound.position);
  yield* openFile(file, 'plain');
  yield* beginDatabase(context, inbound);
  for (let at = 0; at < partial.bytes; at += READ_BYTES) {
    const piece = yield* readFile(file, at, Math.min(READ_BYTES, partial.bytes - at));
    inbound.reader.push(piece);
    // After a sync that failed the kernel may hold for written what is not: only what is written
    // again is brought to the medium by the next one.
    yield* writeFile(file, at, piece);
    inbound.head = at === 0 ? headOf(piece) : inbound.head;
    yield* fillDatabase(context, inbound);
  }
  inbound.received = inbound.reader.dropUnfinished();
  inbound.from = NO_NODE;
  yield* truncateFile(file, inbound.received);
}

/** Makes the database that a machine on disk is put into. */
export function* beginDatabase(
  { databases }: NodeContext,
  { database }: InboundSnapshot,
): DiskTask<void> {
  if (database !== null) {
    yield* databases.begin(database);
  }
}

/** Writes there what was decoded since the last time: no more than a chunk waits in memory. */
export function* fillDatabase(
  { databases }: NodeContext,
  { database }: InboundSnapshot,
): DiskTask<void> {
  if (database !== null) {
    yield* databases.fill(database);
  }
}

export function discardDatabase(context: NodeContext, { database }: InboundSnapshot): void {
  if (database !== null) {
    context.databases.discard(database.name);
  }
}

/** Gives up what was received of a snapshot that nobody needs any more. */
export function discardInbound(context: NodeContext, replica: Replica): void {
  const stale = replica.receiving ?? replica.partial;
  if (replica.receiving !== null) {
    discardDatabase(context, replica.receiving);
  }
  replica.receiving = null;
  replica.partial = null;
  if (stale !== null) {
    runTask(context.disk, removeFile(receivingFile(replica.group, stale.position)), {
      done: () => undefined,
      failed: () => undefined,
    });
  }
}

/** Tells the sender how far its file has arrived. */
export function answerChunk(
  context: NodeContext,
  replica: Replica,
  chunk: { readonly from: NodeId; readonly term: Term; readonly index: LogIndex },
  status: SnapshotProgress['status'],
  nextOffset: number,
): void {
  const { from: to, term, index } = chunk;
  const from = context.options.node;
  context.outbox.add({
    group: replica.group,
    message: { kind: 'snapshotProgress', from, to, term, index, nextOffset, status },
  });
}

/** What is compared of the beginning of a file. */
export function headOf(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, HEAD_BYTES);
}
