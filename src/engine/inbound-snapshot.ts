import { DecodeError, LaterVersionError, RaftLabError } from '../base/errors.ts';
import type { SnapshotChunk } from '../codec/peer/peer-message.ts';
import type { StateMachine } from '../kv/machine.ts';
import {
  type DiskTask,
  openFile,
  publishFile,
  truncateFile,
  writeFile,
} from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import { type PartialSnapshot, receivingFile } from '../storage/partial-snapshot.ts';
import type { NodeContext } from './context.ts';
import { answerStored } from './inbound-ticking.ts';
import {
  answerChunk,
  beginDatabase,
  beginsAlike,
  discardDatabase,
  discardInbound,
  fillDatabase,
  headOf,
  type InboundSnapshot,
  isSameSnapshot,
  newInbound,
  readPartial,
} from './inbound-transfer.ts';
import { runGuarded } from './quarantine.ts';
import { configurationOf, type Replica } from './replica.ts';

/** Takes in the next chunk; decodes it at once, so that the last one leaves nothing to do. */
export function onSnapshotChunk(
  context: NodeContext,
  replica: Replica,
  chunk: SnapshotChunk,
): void {
  // While a chunk is on its way to the disk, its file belongs to it: the sender will ask again.
  const isBusy = replica.receiving?.isBusy === true || replica.installation !== null;
  if (isBusy || chunk.term < replica.raft.state.term) {
    return;
  }
  if (chunk.index <= replica.raft.state.log.commitIndex) {
    answerChunk(context, replica, chunk, 'done', chunk.fileBytes);
    acknowledge(replica, chunk, replica.machine);
    return;
  }
  const inbound = continued(context, replica, chunk);
  inbound.term = chunk.term;
  inbound.heardTick = context.nowTick;
  if (inbound.isBusy || inbound.heldOffset !== null) {
    return;
  }
  if (chunk.offset !== inbound.received || chunk.from !== inbound.from) {
    // Of another sender's file nothing counts before its beginning was compared.
    const nextOffset = chunk.from === inbound.from ? inbound.received : 0;
    answerChunk(context, replica, chunk, 'more', nextOffset);
    return;
  }
  if (chunk.offset === 0) {
    // The transfer may have been noticed by a later chunk.
    inbound.head = headOf(chunk.bytes);
  }
  try {
    inbound.reader.push(chunk.bytes);
  } catch (error) {
    refuse(context, replica, chunk, error as Error);
    return;
  }
  store(context, replica, inbound, chunk);
}

/**
 * The transfer that `chunk` belongs to. It goes on where an earlier one of the same file ended, even
 * if that came from another leader or was received before a restart; else it begins anew.
 */
function continued(context: NodeContext, replica: Replica, chunk: SnapshotChunk): InboundSnapshot {
  const { receiving, partial } = replica;
  if (receiving !== null && isSameSnapshot(receiving, chunk)) {
    if (receiving.from === chunk.from || chunk.offset > 0) {
      return receiving;
    }
    if (beginsAlike(receiving, chunk)) {
      receiving.from = chunk.from;
      return receiving;
    }
  }
  const inbound = newInbound(context, replica, chunk);
  const { index, term } = inbound.position;
  if (partial?.position.index === index && partial.position.term === term) {
    resume(context, replica, inbound, { partial, chunk });
  } else {
    discardInbound(context, replica);
  }
  replica.partial = null;
  replica.receiving = inbound;
  return inbound;
}

/** Reads what is there of the file, then takes the chunk in; without a whole block all begins anew. */
function resume(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  found: { readonly partial: PartialSnapshot; readonly chunk: SnapshotChunk },
): void {
  const isCurrent = () => replica.receiving === inbound && replica.isRunning;
  inbound.isBusy = true;
  runGuarded(context, replica, readPartial(context, replica, inbound, found.partial), {
    done: () => {
      inbound.isBusy = false;
      if (isCurrent()) {
        if (inbound.received === 0) {
          discardInbound(context, replica);
        }
        onSnapshotChunk(context, replica, found.chunk);
      }
    },
    failed: () => {
      if (isCurrent()) {
        discardInbound(context, replica);
        onSnapshotChunk(context, replica, found.chunk);
      }
    },
  });
}

function store(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  chunk: SnapshotChunk,
): void {
  inbound.isBusy = true;
  runGuarded(context, replica, storeTask(context, replica, inbound, chunk), {
    done: () => {
      inbound.isBusy = false;
      if (replica.receiving !== inbound || !replica.isRunning) {
        return;
      }
      inbound.received += chunk.bytes.length;
      context.transfers.receiveLimit.spend(chunk.bytes.length, context.nowMicros);
      if (isLastChunk(inbound, chunk)) {
        install(context, replica, inbound, chunk);
      } else {
        answerStored(context, replica, inbound, chunk.offset);
      }
    },
    failed: (error) => refuse(context, replica, chunk, error),
  });
}

function isLastChunk({ fileBytes }: InboundSnapshot, { offset, bytes }: SnapshotChunk): boolean {
  return offset + bytes.length === fileBytes;
}

function* storeTask(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  chunk: SnapshotChunk,
): DiskTask<void> {
  const { database, position } = inbound;
  const file = snapshotFile(replica.group, inbound.position);
  const temporary = receivingFile(replica.group, inbound.position);
  if (chunk.offset === 0) {
    yield* openFile(temporary, 'plain');
    yield* truncateFile(temporary, 0);
    yield* beginDatabase(context, inbound);
  }
  yield* writeFile(temporary, chunk.offset, chunk.bytes);
  yield* fillDatabase(context, inbound);
  if (isLastChunk(inbound, chunk)) {
    inbound.reader.finish();
    if (database !== null) {
      yield* context.databases.complete(database, position);
    }
    yield* publishFile(temporary, file);
  }
}

/** The file is complete and durable: let consensus decide whether it is still wanted. */
function install(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  chunk: SnapshotChunk,
): void {
  const { machine, database, position, startedMicros } = inbound;
  replica.receiving = null;
  acknowledge(replica, { ...chunk, term: inbound.term }, machine);
  context.dirty.add(replica);
  if (replica.raft.state.pendingSnapshot?.position.index !== position.index) {
    replica.obsoleteSnapshots.push(position);
    discardDatabase(context, inbound);
    answerChunk(context, replica, chunk, 'done', inbound.fileBytes);
    return;
  }
  const snapshot = { position, bytes: inbound.fileBytes };
  replica.installation = { machine, database, snapshot, startedMicros };
  answerChunk(context, replica, chunk, 'done', inbound.fileBytes);
}

/** Steps the message that the chunks stood for; its answer moves the leader's progress. */
function acknowledge(replica: Replica, chunk: SnapshotChunk, machine: StateMachine): void {
  const { from, to, term, index, indexTerm } = chunk;
  const configuration = configurationOf(machine.membership);
  replica.raft.step({ kind: 'installSnapshot', from, to, term, index, indexTerm, configuration });
}

function refuse(context: NodeContext, replica: Replica, chunk: SnapshotChunk, error: Error): void {
  if (!(error instanceof DecodeError)) {
    // The own disk failed. To refuse and try again for ever would hide that from everybody.
    if (error instanceof RaftLabError) {
      context.fail(error);
      return;
    }
    throw error;
  }
  discardInbound(context, replica);
  if (error instanceof LaterVersionError) {
    // It is whole, so nobody would look for another one.
    throw error;
  }
  answerChunk(context, replica, chunk, 'refused', 0);
}
