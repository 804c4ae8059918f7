import { NO_INDEX } from '../../../src/base/ids.ts';
import type { BufferPool } from '../../../src/base/ports.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { LogRecord } from '../../../src/storage/log/batch.ts';
import { type RecoveredLog, recoverLog } from '../../../src/storage/log/log-recovery.ts';
import {
  LogWriter,
  type LogWriterHost,
  type LogWriterOptions,
} from '../../../src/storage/log/log-writer.ts';
import { SEGMENT_DATA_AT } from '../../../src/storage/log/segment.ts';
import { createSegment } from '../../../src/storage/log/segment-file.ts';
import { group, index, node, term } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';
import { MemoryDisk } from '../memory-disk.ts';

export const IDENTITY = { node: node(1), deployment: 1 };

const OPTIONS: LogWriterOptions = {
  identity: IDENTITY,
  mode: { kind: 'fdatasync' },
  segmentBytes: 64 * 1024,
  batchBytesMax: 1024 * 1024,
};

/** Counts the buffers that are out, and overwrites them when they come back. */
class PoisoningPool implements BufferPool {
  out = 0;

  take(bytes: number): Uint8Array {
    this.out++;
    return new Uint8Array(bytes);
  }

  give(buffer: Uint8Array): void {
    this.out--;
    buffer.fill(0xdb);
  }
}

/** A log on a disk in memory, and how far it got. */
export class WrittenLog {
  readonly disk: MemoryDisk;
  readonly pool = new PoisoningPool();
  readonly writer: LogWriter;
  readonly errors: Error[] = [];
  /** Names of writes in the order in which they became durable. */
  readonly durable: string[] = [];

  constructor(
    options: Partial<LogWriterOptions> = {},
    host: Partial<LogWriterHost> = {},
    disk = new MemoryDisk(),
    found: RecoveredLog | null = null,
  ) {
    this.disk = disk;
    const all = { ...OPTIONS, ...options };
    if (found === null) {
      const shape = { mode: 'plain', bytes: all.segmentBytes } as const;
      disk.run(createSegment({ segment: 1, ...IDENTITY }, shape, nodeChecksum));
    }
    this.writer = new LogWriter(
      disk,
      { pool: this.pool, checksum: nodeChecksum },
      all,
      {
        checkpoint: () => [],
        compactedIndex: () => NO_INDEX,
        failed: (error) => this.errors.push(error),
        ...host,
      },
      {
        end: found?.end ?? { segment: 1, offset: SEGMENT_DATA_AT, last: null },
        segments: found?.segments ?? new Map([[1, new Map()]]),
        runs: found?.runs ?? new Map(),
      },
    );
  }

  append(name: string, records: readonly LogRecord[], mustSync = false): void {
    this.writer.append(records, mustSync, () => this.durable.push(name));
  }

  /** Appends one record and lets everything happen that follows. */
  write(records: readonly LogRecord[], mustSync = false): void {
    this.append(`${this.durable.length}`, records, mustSync);
    this.settle();
  }

  settle(nowMicros = 0): void {
    do {
      this.writer.pump(nowMicros);
      this.disk.settle();
      this.writer.pump(nowMicros);
    } while (!this.disk.isIdle);
  }
}

/** Entries of `inTerm` from `from` through `through` of group 1. */
export function state(
  from: number,
  through: number,
  inTerm = 1,
  options: { readonly group?: number; readonly payload?: number; readonly commit?: number } = {},
): LogRecord {
  const count = through - from + 1;
  return {
    kind: 'state',
    group: group(options.group ?? 1),
    hardState: { term: term(inTerm), vote: node(2), commitIndex: index(options.commit ?? 0) },
    entries: Array.from({ length: count }, (_, i) =>
      sealedEntry(
        from + i,
        inTerm,
        'command',
        new Uint8Array(options.payload ?? 20).fill(from + i),
      ),
    ),
  };
}

/** Everything that a node would find on `disk`. @throws RaftLabError */
export function recovered(disk: MemoryDisk): RecoveredLog {
  return disk.run(recoverLog(disk.list(), IDENTITY, nodeChecksum));
}

/** The terms of the entries that were recovered of a group, from the first held index. */
export function termsOf(log: RecoveredLog, of = 1): number[] {
  const found = log.groups.get(group(of));
  if (found === undefined) {
    return [];
  }
  if (found instanceof Error) {
    throw found;
  }
  const terms: number[] = [];
  for (let at = found.log.firstIndex; at <= found.log.lastIndex; at++) {
    terms.push(found.log.termAt(at) ?? -1);
  }
  return terms;
}
