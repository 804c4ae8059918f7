import { DecodeError, RaftLabError } from '../base/errors.ts';
import type { LogIndex, NodeId, Term } from '../base/ids.ts';
import type { SnapshotChunk, SnapshotProgress } from '../codec/peer/peer-message.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { StateMachine } from '../kv/machine.ts';
import type { Position } from '../raft/log.ts';
import {
  type DiskTask,
  openFile,
  publishFile,
  removeFile,
  runTask,
  temporaryName,
  truncateFile,
  writeFile,
} from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import type { NodeContext } from './context.ts';
import { runGuarded } from './quarantine.ts';
import { configurationOf, type Replica } from './replica.ts';
import { snapshotSink } from './snapshot-sink.ts';

/** A snapshot that is arriving from the leader. */
export interface InboundSnapshot {
  readonly from: NodeId;
  readonly position: Position;
  readonly fileBytes: number;
  readonly machine: StateMachine;
  readonly reader: SnapshotReader;
  readonly startedMicros: number;
  /** Term of the leader's latest chunk. */
  term: Term;
  received: number;
  /** A chunk is being written, or the file is being published. */
  isBusy: boolean;
}

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
    reply(context, replica, chunk, 'done', chunk.fileBytes);
    acknowledge(replica, chunk, replica.machine);
    return;
  }
  const inbound = continued(context, replica, chunk);
  inbound.term = chunk.term;
  if (chunk.offset !== inbound.received) {
    reply(context, replica, chunk, 'more', inbound.received);
    return;
  }
  try {
    inbound.reader.push(chunk.bytes);
  } catch (error) {
    refuse(context, replica, chunk, error as Error);
    return;
  }
  store(context, replica, inbound, chunk);
}

/** The transfer that `chunk` belongs to; one from another leader or of another snapshot begins anew. */
function continued(context: NodeContext, replica: Replica, chunk: SnapshotChunk): InboundSnapshot {
  const { receiving } = replica;
  if (
    receiving !== null &&
    receiving.from === chunk.from &&
    receiving.position.index === chunk.index &&
    receiving.fileBytes === chunk.fileBytes
  ) {
    return receiving;
  }
  const machine = context.newMachine();
  const position = { index: chunk.index, term: chunk.indexTerm };
  const sink = snapshotSink(machine, replica.group, position);
  const inbound: InboundSnapshot = {
    from: chunk.from,
    position,
    fileBytes: chunk.fileBytes,
    machine,
    reader: new SnapshotReader(context.blockCodecs, context.ports.checksum, sink),
    startedMicros: context.nowMicros,
    term: chunk.term,
    received: 0,
    isBusy: false,
  };
  replica.receiving = inbound;
  return inbound;
}

function store(
  context: NodeContext,
  replica: Replica,
  inbound: InboundSnapshot,
  chunk: SnapshotChunk,
): void {
  inbound.isBusy = true;
  const isLast = chunk.offset + chunk.bytes.length === inbound.fileBytes;
  runGuarded(context, replica, storeTask(replica, inbound, chunk, isLast), {
    done: () => {
      inbound.isBusy = false;
      if (replica.receiving !== inbound || !replica.isRunning) {
        return;
      }
      inbound.received += chunk.bytes.length;
      if (isLast) {
        install(context, replica, inbound, chunk);
      } else {
        reply(context, replica, chunk, 'more', inbound.received);
      }
    },
    failed: (error) => refuse(context, replica, chunk, error),
  });
}

function* storeTask(
  replica: Replica,
  inbound: InboundSnapshot,
  chunk: SnapshotChunk,
  isLast: boolean,
): DiskTask<void> {
  const file = snapshotFile(replica.group, inbound.position);
  const temporary = temporaryName(file, 'receiving');
  if (chunk.offset === 0) {
    yield* openFile(temporary, 'plain');
    yield* truncateFile(temporary, 0);
  }
  yield* writeFile(temporary, chunk.offset, chunk.bytes);
  if (isLast) {
    inbound.reader.finish();
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
  const { machine, position, startedMicros } = inbound;
  replica.receiving = null;
  acknowledge(replica, { ...chunk, term: inbound.term }, machine);
  context.dirty.add(replica);
  if (replica.raft.state.pendingSnapshot?.position.index !== position.index) {
    replica.obsoleteSnapshots.push(position);
    reply(context, replica, chunk, 'done', inbound.fileBytes);
    return;
  }
  const snapshot = { position, bytes: inbound.fileBytes };
  replica.installation = { machine, snapshot, startedMicros };
  reply(context, replica, chunk, 'done', inbound.fileBytes);
}

/** Steps the message that the chunks stood for; its answer moves the leader's progress. */
function acknowledge(replica: Replica, chunk: SnapshotChunk, machine: StateMachine): void {
  const { from, to, term, index, indexTerm } = chunk;
  const configuration = configurationOf(machine.membership);
  replica.raft.step({ kind: 'installSnapshot', from, to, term, index, indexTerm, configuration });
}

function refuse(context: NodeContext, replica: Replica, chunk: SnapshotChunk, error: Error): void {
  if (!(error instanceof DecodeError || error instanceof RaftLabError)) {
    throw error;
  }
  replica.receiving = null;
  reply(context, replica, chunk, 'refused', 0);
  const position = { index: chunk.index, term: chunk.indexTerm };
  const temporary = temporaryName(snapshotFile(replica.group, position), 'receiving');
  runTask(context.disk, removeFile(temporary), {
    done: () => undefined,
    failed: () => undefined,
  });
}

function reply(
  context: NodeContext,
  replica: Replica,
  chunk: { readonly from: NodeId; readonly term: Term; readonly index: LogIndex },
  status: SnapshotProgress['status'],
  nextOffset: number,
): void {
  context.outbox.add({
    group: replica.group,
    message: {
      kind: 'snapshotProgress',
      from: context.options.node,
      to: chunk.from,
      term: chunk.term,
      index: chunk.index,
      nextOffset,
      status,
    },
  });
}
