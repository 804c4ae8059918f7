import { nodeIdOfAddress } from '../../../src/base/address.ts';
import type { NodeId, Term } from '../../../src/base/ids.ts';
import { unreachable } from '../../../src/base/invariant.ts';
import type { Ports } from '../../../src/base/ports.ts';
import { decodePeerFrame } from '../../../src/codec/peer/peer-frame.ts';
import type {
  PeerMessage,
  SnapshotChunk,
  SnapshotProgress,
} from '../../../src/codec/peer/peer-message.ts';
import { noEngineCounts } from '../../../src/engine/engine-counts.ts';
import { EngineDisk } from '../../../src/engine/engine-disk.ts';
import type { Effect, EventBatch, NodeEvent } from '../../../src/engine/events.ts';
import { DEFAULT_TUNING, type NodeOptions } from '../../../src/engine/options.ts';
import { Outbox } from '../../../src/engine/outbox.ts';
import type { HostedNode } from '../../../src/io/host.ts';
import {
  type DiskTask,
  lockDirectory,
  openFile,
  publishFile,
  readFile,
  runTask,
  temporaryName,
  writeFile,
} from '../../../src/storage/disk-task.ts';
import { fileBytesOf, fileOf } from './save-and-install.ts';
import type { SnapshotJob, StreamAddresses } from './snapshot-job.ts';
import { GROUP, positionOf } from './snapshot-state.ts';

const TERM = 1 as Term;
const DEPLOYMENT = 1;

export type StreamJob = SnapshotJob & { readonly addresses: StreamAddresses };

/**
 * One end of a snapshot's way from node to node, without the rest of a node: chunks are read, framed,
 * sent, written and confirmed one after the other, with the engine's messages, sizes and disk tasks.
 */
abstract class StreamNode implements HostedNode {
  readonly options: NodeOptions;
  protected readonly job: StreamJob;
  protected readonly disk = new EngineDisk();
  readonly #peer: NodeId;
  readonly #ports: Ports;
  readonly #outbox: Outbox;
  #isLinked = false;
  #isHeard = false;

  constructor(job: StreamJob, ends: { readonly own: string; readonly peer: string }, ports: Ports) {
    const node = nodeIdOfAddress(ends.own);
    this.job = job;
    this.options = {
      node,
      address: ends.own,
      deployment: DEPLOYMENT,
      groups: [],
      store: 'memory',
      tuning: DEFAULT_TUNING,
      seed: 1,
      firstReadId: 1,
      tracksDigest: false,
    };
    this.#peer = nodeIdOfAddress(ends.peer);
    this.#ports = ports;
    this.#outbox = new Outbox(this.options, ports, noEngineCounts(), null);
  }

  handle(batch: EventBatch): Effect[] {
    for (const event of batch.events) {
      this.#take(event);
    }
    const effects: Effect[] = [];
    this.#outbox.moveTo(effects);
    this.disk.moveTo(effects);
    return effects;
  }

  /** Both directions work. */
  protected abstract onConnected(): void;

  protected abstract onMessage(message: PeerMessage['message']): void;

  protected run<T>(task: DiskTask<T>, done: (value: T) => void): void {
    const failed = (error: Error) => {
      throw error;
    };
    runTask(this.disk, task, { done, failed });
  }

  /** What every message between the two says. */
  protected get envelope() {
    return { from: this.options.node, to: this.#peer, term: TERM } as const;
  }

  protected checksumOf(bytes: Uint8Array): number {
    return this.#ports.checksum(bytes, 0, bytes.length, 0);
  }

  protected send(message: PeerMessage['message']): void {
    this.#outbox.add({ group: GROUP, message });
  }

  #take(event: NodeEvent): void {
    switch (event.kind) {
      case 'start':
        this.run(lockDirectory(), () => undefined);
        // What is sent before there is a connection is lost; it only makes one.
        this.#greet();
        return;
      case 'message': {
        const { bytes, start, end } = event;
        const frame = decodePeerFrame(bytes, start, end, this.#ports.checksum);
        for (const { message } of frame.messages) {
          this.onMessage(message);
        }
        this.#noteConnection('heard');
        return;
      }
      case 'peerUp':
        this.#greet();
        this.#noteConnection('linked');
        return;
      case 'tick':
      case 'stop':
      case 'request':
      case 'peerDown':
        return;
      case 'opened':
      case 'listed':
      case 'readDone':
      case 'written':
      case 'synced':
      case 'failed':
      case 'storesListed':
      case 'loaded':
      case 'scanned':
      case 'stored':
      case 'storeSynced':
        this.disk.complete(event.token, event);
        return;
      default:
        unreachable(event);
    }
  }

  #greet(): void {
    this.send({ kind: 'timeoutNow', ...this.envelope });
  }

  #noteConnection(part: 'linked' | 'heard'): void {
    const wasConnected = this.#isLinked && this.#isHeard;
    this.#isLinked ||= part === 'linked';
    this.#isHeard ||= part === 'heard';
    if (!wasConnected && this.#isLinked && this.#isHeard) {
      this.onConnected();
    }
  }
}

/** Sends the snapshot file of its directory as soon as the receiver is there. */
export class StreamSender extends StreamNode {
  readonly #onDone: (seconds: number, bytes: number) => void;
  #startMs = 0;

  /** @param onDone - the receiver has the whole file, durably and under its name. */
  constructor(job: StreamJob, ports: Ports, onDone: (seconds: number, bytes: number) => void) {
    const { sender, receiver } = job.addresses;
    super(job, { own: sender, peer: receiver }, ports);
    this.#onDone = onDone;
  }

  protected onConnected(): void {
    this.#startMs = performance.now();
    this.#sendFrom(0);
  }

  protected onMessage(message: PeerMessage['message']): void {
    if (message.kind !== 'snapshotProgress') {
      return;
    }
    if (message.status === 'done') {
      this.#onDone((performance.now() - this.#startMs) / 1000, message.nextOffset);
    } else {
      this.#sendFrom(message.nextOffset);
    }
  }

  #sendFrom(offset: number): void {
    const { index, term: indexTerm } = positionOf(this.job);
    const fileBytes = fileBytesOf(this.job);
    const task = readFile(fileOf(this.job), offset, DEFAULT_TUNING.snapshotChunkBytes);
    this.run(task, (bytes) => {
      const checksum = this.checksumOf(bytes);
      const chunk: SnapshotChunk = {
        kind: 'snapshotChunk',
        ...this.envelope,
        index,
        indexTerm,
        fileBytes,
        offset,
        checksum,
        bytes,
      };
      this.send(chunk);
    });
  }
}

/** Writes what arrives, and publishes the file when it is complete. */
export class StreamReceiver extends StreamNode {
  constructor(job: StreamJob, ports: Ports) {
    const { sender, receiver } = job.addresses;
    super(job, { own: receiver, peer: sender }, ports);
  }

  protected onConnected(): void {
    // The sender begins.
  }

  protected onMessage(message: PeerMessage['message']): void {
    if (message.kind === 'snapshotChunk') {
      const received = message.offset + message.bytes.length;
      const isLast = received === message.fileBytes;
      this.run(storeTask(fileOf(this.job), message, isLast), () => {
        const progress: SnapshotProgress = {
          kind: 'snapshotProgress',
          ...this.envelope,
          index: message.index,
          nextOffset: received,
          status: isLast ? 'done' : 'more',
        };
        this.send(progress);
      });
    }
  }
}

function* storeTask(file: string, chunk: SnapshotChunk, isLast: boolean): DiskTask<void> {
  const temporary = temporaryName(file, 'receiving');
  if (chunk.offset === 0) {
    yield* openFile(temporary, 'plain');
  }
  yield* writeFile(temporary, chunk.offset, chunk.bytes);
  if (isLast) {
    yield* publishFile(temporary, file);
  }
}
