import {
  type LogIndex,
  NO_INDEX,
  NO_NODE,
  type NodeId,
  type Term,
  toGroupId,
} from '../../src/base/ids.ts';
import { unreachable } from '../../src/base/invariant.ts';
import type { Ports } from '../../src/base/ports.ts';
import { decodeRequest } from '../../src/codec/client/request.ts';
import { sealEntry } from '../../src/codec/entry-record.ts';
import { decodePeerFrame } from '../../src/codec/peer/peer-frame.ts';
import { noEngineCounts } from '../../src/engine/engine-counts.ts';
import { EngineDisk } from '../../src/engine/engine-disk.ts';
import { EntryArena } from '../../src/engine/entry-arena.ts';
import type { Effect, EventBatch, NodeEvent } from '../../src/engine/events.ts';
import type { NodeOptions } from '../../src/engine/options.ts';
import { Outbox } from '../../src/engine/outbox.ts';
import { type Caller, Replies } from '../../src/engine/replies.ts';
import type { Entry } from '../../src/raft/entry.ts';
import { type DiskTask, lockDirectory, runTask } from '../../src/storage/disk-task.ts';
import { LogWriter } from '../../src/storage/log/log-writer.ts';
import { SEGMENT_DATA_AT } from '../../src/storage/log/segment.ts';
import { createSegment } from '../../src/storage/log/segment-file.ts';
import { fileModeOf } from '../../src/storage/sync-mode.ts';

const GROUP = toGroupId(0);
const TERM = 1 as Term;

/** Who waits for an entry. */
interface Waiting extends Caller {
  readonly index: LogIndex;
}

/** What a node does, decided once and for all. */
export type CeilingPart =
  | { readonly kind: 'leader'; readonly followers: readonly NodeId[] }
  | { readonly kind: 'follower'; readonly leader: NodeId };

/**
 * What replication would cost without consensus: the first member writes what clients send to its
 * log and passes it on, the others write it and say so, and a majority is answered. The same bytes,
 * frames, log, disk and sockets as a real node; no elections, no reads, no state, no recovery.
 */
export class CeilingNode {
  readonly options: NodeOptions;
  readonly #ports: Ports;
  readonly #part: CeilingPart;
  /** Whom this node sends to. */
  readonly #peers: readonly NodeId[];
  readonly #disk = new EngineDisk();
  readonly #outbox: Outbox;
  readonly #replies: Replies;
  readonly #arena = new EntryArena();
  #log: LogWriter | null = null;
  #isOpen = false;
  #isReady = false;
  readonly #linked = new Set<NodeId>();
  #lastIndex = NO_INDEX;
  /** Entries of this turn. */
  #fresh: Entry[] = [];
  #waiting: Waiting[] = [];
  /** What is durable here and at the followers. */
  readonly #durable = new Map<NodeId, LogIndex>();

  constructor(options: NodeOptions, part: CeilingPart, ports: Ports) {
    this.options = options;
    this.#part = part;
    this.#peers = part.kind === 'leader' ? part.followers : [part.leader];
    this.#ports = ports;
    this.#outbox = new Outbox(options, ports, noEngineCounts(), null);
    this.#replies = new Replies(ports.utf8);
  }

  get syncs(): number {
    return this.#log?.syncs ?? 0;
  }

  handle(batch: EventBatch): Effect[] {
    for (const event of batch.events) {
      this.#take(event);
    }
    this.#persist(this.#fresh.splice(0));
    this.#answer();
    this.#log?.pump(batch.nowMicros);
    this.#log?.removeCompacted();
    const effects: Effect[] = [];
    this.#outbox.moveTo(effects);
    this.#replies.moveTo(effects);
    this.#disk.moveTo(effects);
    if (!this.#isReady && this.#isOpen && this.#linked.size === this.#peers.length) {
      this.#isReady = true;
      effects.push({ kind: 'notify', notice: { kind: 'ready' } });
    }
    return effects;
  }

  #take(event: NodeEvent): void {
    switch (event.kind) {
      case 'start':
        this.#open();
        return;
      case 'message':
        this.#onFrame(event.bytes, event.start, event.end);
        return;
      case 'request':
        this.#onRequest(event);
        return;
      case 'peerUp':
        this.#linked.add(event.peer);
        return;
      case 'tick':
      case 'stop':
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
        this.#disk.complete(event.token, event);
        return;
      default:
        unreachable(event);
    }
  }

  #open(): void {
    const { node, deployment, tuning } = this.options;
    const identity = { node, deployment };
    const shape = { mode: fileModeOf(tuning.syncMode), bytes: tuning.segmentBytes };
    const { checksum } = this.#ports;
    const task = function* open(): DiskTask<void> {
      yield* lockDirectory();
      yield* createSegment({ segment: 1, ...identity }, shape, checksum);
    };
    runTask(this.#disk, task(), {
      done: () => {
        this.#log = new LogWriter(
          this.#disk,
          { pool: this.#ports.buffers, checksum: this.#ports.checksum },
          {
            identity,
            mode: tuning.syncMode,
            segmentBytes: tuning.segmentBytes,
            batchBytesMax: tuning.logBatchBytesMax,
          },
          {
            checkpoint: () => [],
            compactedIndex: () => this.#lastIndex,
            failed: (error) => {
              throw error;
            },
          },
          {
            end: { segment: 1, offset: SEGMENT_DATA_AT, last: null },
            segments: new Map([[1, new Map()]]),
            runs: new Map(),
          },
        );
        this.#isOpen = true;
        this.#greet();
      },
      failed: (error) => {
        throw error;
      },
    });
  }

  /** Makes the connections that will be needed: nothing here is ever sent a second time. */
  #greet(): void {
    const from = this.options.node;
    for (const to of this.#peers) {
      const message = { kind: 'timeoutNow', from, to, term: TERM } as const;
      this.#outbox.add({ group: GROUP, message });
    }
  }

  #onRequest(event: Extract<NodeEvent, { kind: 'request' }>): void {
    const { connection, bytes } = event;
    const request = decodeRequest(bytes, event.start, event.end, this.#ports.utf8);
    if (request.kind !== 'write') {
      this.#replies.refuse({ connection, requestId: request.requestId }, 'invalid', NO_NODE, '');
      return;
    }
    const { bytes: entryBytes, start, end } = this.#arena.place(bytes, request.start, request.end);
    const index = (this.#lastIndex + 1) as LogIndex;
    this.#lastIndex = index;
    const entry: Entry = {
      index,
      term: TERM,
      kind: 'command',
      bytes: entryBytes,
      start,
      end,
      sealed: false,
    };
    sealEntry(entry, this.#ports.checksum);
    this.#fresh.push(entry);
    this.#waiting.push({ connection, requestId: request.requestId, index });
  }

  #onFrame(bytes: Uint8Array, start: number, end: number): void {
    const frame = decodePeerFrame(bytes, start, end, this.#ports.checksum);
    for (const { message } of frame.messages) {
      if (message.kind === 'append') {
        this.#fresh.push(...message.entries);
      } else if (message.kind === 'appendResponse') {
        this.#durable.set(frame.from, message.index);
      }
    }
  }

  /** Followers and the own disk work at the same time. */
  #persist(entries: readonly Entry[]): void {
    const [first] = entries;
    const last = entries[entries.length - 1];
    if (first === undefined || last === undefined) {
      return;
    }
    this.#lastIndex = last.index;
    const from = this.options.node;
    for (const to of this.#part.kind === 'leader' ? this.#part.followers : []) {
      this.#outbox.add({
        group: GROUP,
        message: {
          kind: 'append',
          from,
          to,
          term: TERM,
          prevIndex: (first.index - 1) as LogIndex,
          prevTerm: TERM,
          commitIndex: NO_INDEX,
          entries,
        },
      });
    }
    const hardState = { term: TERM, vote: NO_NODE, commitIndex: NO_INDEX };
    this.#log?.append([{ kind: 'state', group: GROUP, hardState, entries }], false, () =>
      this.#onDurable(last.index),
    );
  }

  #onDurable(index: LogIndex): void {
    const { node } = this.options;
    this.#durable.set(node, index);
    if (this.#part.kind === 'follower') {
      this.#outbox.add({
        group: GROUP,
        message: {
          kind: 'appendResponse',
          from: node,
          to: this.#part.leader,
          term: TERM,
          rejected: false,
          index,
          hintIndex: NO_INDEX,
          hintTerm: TERM,
        },
      });
    }
  }

  /** Answers what a majority has on its disks. */
  #answer(): void {
    if (this.#waiting.length === 0) {
      return;
    }
    const reached = [this.options.node, ...this.#peers]
      .map((node) => this.#durable.get(node) ?? NO_INDEX)
      .sort((a, b) => b - a);
    const index = reached[Math.floor(reached.length / 2)] ?? NO_INDEX;
    const count = this.#waiting.findIndex((waiting) => waiting.index > index);
    for (const each of this.#waiting.splice(0, count < 0 ? this.#waiting.length : count)) {
      const result = { status: 'ok', revision: each.index, previousRevision: 0 } as const;
      this.#replies.send(each.connection, { kind: 'written', requestId: each.requestId, result });
    }
  }
}
