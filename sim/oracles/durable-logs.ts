import {
  type GroupId,
  type LogIndex,
  NO_INDEX,
  type NodeId,
  type Term,
} from '../../src/base/ids.ts';
import type { Checksum } from '../../src/base/ports.ts';
import type { HardState } from '../../src/raft/state.ts';
import { segmentOfFile } from '../../src/storage/file-names.ts';
import { type Batch, decodeBatch, type LogRecord } from '../../src/storage/log/batch.ts';
import { SEGMENT_DATA_AT } from '../../src/storage/log/segment.ts';
import type { FileImage } from '../disk/file-image.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { PerReplica } from './replica-view.ts';

/** What one replica has on its medium. */
interface DurableLog {
  readonly terms: Map<LogIndex, Term>;
  /** Those of them that change members. */
  readonly changes: Set<LogIndex>;
  snapshotIndex: LogIndex;
  lastIndex: LogIndex;
  /** Null before the first one. */
  hardState: HardState | null;
  /** The node gave the group up, and need keep nothing of it. */
  isGivenUp: boolean;
}

/** What was in the log of a group and is not any more. */
export interface TakenBack {
  readonly entries: readonly { readonly index: LogIndex; readonly term: Term }[];
  /** Whether one of them changes members. */
  readonly hasChange: boolean;
}

/** How far one segment of one disk was read. */
interface ReadSegment {
  readonly segment: number;
  offset: number;
  last: Batch | null;
}

/**
 * Reads along on every disk what is durable there, from the synced bytes alone: whatever a node
 * believes of its disk, this is what a power cut would leave.
 */
export class DurableLogs implements Observer {
  readonly #checksum: Checksum;
  readonly #logs = new PerReplica<DurableLog>();
  readonly #segments = new Map<NodeId, Map<string, ReadSegment | null>>();

  constructor(checksum: Checksum) {
    this.#checksum = checksum;
  }

  /** Whether the entry of this index and term, or a snapshot that covers it, is on the medium. */
  holds(node: NodeId, group: GroupId, index: LogIndex, term: Term): boolean {
    const log = this.#logs.get(node, group);
    return log !== undefined && (log.snapshotIndex >= index || log.terms.get(index) === term);
  }

  /** Whether a replica that starts again would know that `index` is committed. */
  knowsCommit(node: NodeId, group: GroupId, index: LogIndex): boolean {
    const log = this.#logs.get(node, group);
    const commitIndex = log?.hardState?.commitIndex ?? NO_INDEX;
    return log !== undefined && Math.max(commitIndex, log.snapshotIndex) >= index;
  }

  /** Term and vote that a replica which starts again would know; null when there is nothing of it. */
  hardState(node: NodeId, group: GroupId): HardState | null {
    return this.#logs.get(node, group)?.hardState ?? null;
  }

  synced(host: SimHost, file: string): void {
    this.#look(host, file);
  }

  /** A crash may have taken back what was not synced, and an engine that recovers may overwrite it. */
  starting(host: SimHost): void {
    if (host.disk.isDamaged || host.disk.faults.isWiped) {
      // What was confirmed while it was there counts on: the node must not act as if it never was.
      return;
    }
    this.reread(host);
  }

  /** Reads everything anew; returns what was there before and is not now, of each group that lacks any. */
  reread(host: SimHost): ReadonlyMap<GroupId, TakenBack> {
    const before = new Map(this.#logs.all(host.id));
    this.#logs.clear(host.id);
    this.#segments.delete(host.id);
    const files = [...host.disk.directory.files().keys()].sort();
    for (const file of files) {
      this.#look(host, file);
    }
    const lost = new Map<GroupId, TakenBack>();
    for (const [group, log] of before) {
      const taken = takenBack(log, this.#logs.get(host.id, group) ?? emptyLog());
      if (taken.entries.length > 0) {
        lost.set(group, taken);
      }
    }
    return lost;
  }

  /** The bytes of a file that count. */
  protected bytesOf(file: FileImage): Uint8Array {
    return file.synced;
  }

  #look(host: SimHost, file: string): void {
    const read = this.#segment(host.id, file);
    if (read !== null) {
      this.#readOn(host, file, read);
    }
  }

  #readOn(host: SimHost, file: string, read: ReadSegment): void {
    const image = host.disk.directory.get(file);
    if (image === undefined) {
      return;
    }
    const bytes = this.bytesOf(image);
    for (;;) {
      const batch = this.#nextBatch(bytes, read);
      if (batch === null) {
        return;
      }
      for (const record of batch.records) {
        this.#apply(host.id, record);
      }
      read.offset += batch.bytes;
      read.last = batch;
    }
  }

  #nextBatch(bytes: Uint8Array, read: ReadSegment): Batch | null {
    try {
      const batch = decodeBatch(bytes, read.offset, this.#checksum);
      const follows = read.last === null || batch?.previous === read.last.checksum;
      return batch !== null && batch.segment === read.segment && follows ? batch : null;
    } catch {
      return null;
    }
  }

  #apply(node: NodeId, record: LogRecord): void {
    switch (record.kind) {
      case 'state': {
        const log = this.#log(node, record.group);
        log.hardState = record.hardState;
        log.isGivenUp = false;
        const first = record.entries[0];
        if (first !== undefined) {
          truncate(log, first.index);
        }
        for (const entry of record.entries) {
          log.terms.set(entry.index, entry.term);
          if (entry.kind === 'configuration') {
            log.changes.add(entry.index);
          }
          log.lastIndex = entry.index;
        }
        return;
      }
      case 'snapshot': {
        const log = this.#log(node, record.group);
        log.snapshotIndex = record.position.index;
        if (record.reset) {
          log.terms.clear();
          log.changes.clear();
          log.lastIndex = record.position.index;
        }
        return;
      }
      case 'forget':
        // A removed member gives its data up, but a leader that has not applied the removal yet may
        // still count what it had confirmed, and rightly: it was durable, and quorums still meet.
        this.#log(node, record.group).isGivenUp = true;
        return;
      case 'rotate':
        return;
    }
  }

  #log(node: NodeId, group: GroupId): DurableLog {
    let log = this.#logs.get(node, group);
    if (log === undefined) {
      log = emptyLog();
      this.#logs.set(node, group, log);
    }
    return log;
  }

  /** Null for a file of another kind. */
  #segment(node: NodeId, file: string): ReadSegment | null {
    let segments = this.#segments.get(node);
    if (segments === undefined) {
      segments = new Map();
      this.#segments.set(node, segments);
    }
    let read = segments.get(file);
    if (read === undefined) {
      const segment = segmentOfFile(file);
      read = segment === null ? null : { segment, offset: SEGMENT_DATA_AT, last: null };
      segments.set(file, read);
    }
    return read;
  }
}

function truncate(log: DurableLog, from: LogIndex): void {
  for (let index = log.lastIndex; index >= from; index--) {
    log.terms.delete(index);
    log.changes.delete(index);
  }
}

function takenBack(before: DurableLog, now: DurableLog): TakenBack {
  const entries = [...(before.isGivenUp ? [] : before.terms)]
    .filter(([index, term]) => index > now.snapshotIndex && now.terms.get(index) !== term)
    .map(([index, term]) => ({ index, term }));
  return { entries, hasChange: entries.some(({ index }) => before.changes.has(index)) };
}

function emptyLog(): DurableLog {
  return {
    terms: new Map(),
    changes: new Set(),
    snapshotIndex: NO_INDEX,
    lastIndex: NO_INDEX,
    hardState: null,
    isGivenUp: false,
  };
}
