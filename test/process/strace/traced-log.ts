import { segmentOfFile } from '../../../src/storage/file-names.ts';
import { escaped, firstText, type SystemCall } from './trace.ts';

/** Sync modes that promise an entry to be durable before it is acknowledged. */
export type DurableMode = 'fdatasync' | 'fsync' | 'dsync' | 'sync' | 'each';

/** A file that holds a part of the log, as long as one descriptor stands for it. */
interface OpenSegment {
  readonly descriptor: number;
  readonly flags: readonly string[];
  readonly writes: SystemCall[];
  readonly syncs: SystemCall[];
}

/** What a traced node did with its log and its sockets. */
export class TracedLog {
  readonly #calls: readonly SystemCall[];
  readonly #segments: readonly OpenSegment[];

  constructor(calls: readonly SystemCall[]) {
    this.#calls = calls;
    this.#segments = segmentsOf(calls);
  }

  /** Writes to the log that hold `bytes`. */
  writesOf(bytes: Uint8Array): readonly SystemCall[] {
    return this.#segments.flatMap((segment) => writesWith(segment, bytes));
  }

  /**
   * When `bytes`, part of one entry, were as durable in the log as `mode` promises: in microseconds
   * since 1970, or null when they never were.
   */
  durableMicros(bytes: Uint8Array, mode: DurableMode): number | null {
    const ends = this.#segments.flatMap((segment) =>
      writesWith(segment, bytes).map((write) => durableEnd(segment, write, mode)),
    );
    const durable = ends.filter((end) => end !== null);
    return durable.length === 0 ? null : Math.min(...durable);
  }

  /** When the node began to write `bytes` to anything but its log, or null when it never did. */
  saidMicros(bytes: Uint8Array): number | null {
    const pattern = escaped(bytes);
    const said = this.#calls.find(
      ({ name, args }) =>
        ['write', 'writev', 'sendmsg', 'sendto'].includes(name) && args.includes(pattern),
    );
    return said?.startMicros ?? null;
  }
}

function writesWith({ writes }: OpenSegment, bytes: Uint8Array): SystemCall[] {
  const pattern = escaped(bytes);
  return writes.filter(({ args }) => args.includes(pattern));
}

/** When a write was durable: as the descriptor was opened, or by the next sync begun after it. */
function durableEnd(segment: OpenSegment, write: SystemCall, mode: DurableMode): number | null {
  switch (mode) {
    case 'dsync':
      return segment.flags.includes('O_DSYNC') ? write.endMicros : null;
    case 'sync':
      return segment.flags.includes('O_SYNC') ? write.endMicros : null;
    default: {
      const name = mode === 'fsync' ? 'fsync' : 'fdatasync';
      const sync = segment.syncs.find(
        (each) => each.name === name && each.startMicros >= write.endMicros,
      );
      return sync?.endMicros ?? null;
    }
  }
}

function segmentsOf(calls: readonly SystemCall[]): OpenSegment[] {
  const open = new Map<number, OpenSegment>();
  const segments: OpenSegment[] = [];
  for (const call of calls.filter(({ result }) => result >= 0)) {
    const segment = open.get(Number.parseInt(call.args, 10));
    switch (call.name) {
      case 'openat': {
        const opened = openedSegment(call);
        if (opened !== null) {
          open.set(opened.descriptor, opened);
          segments.push(opened);
        }
        break;
      }
      case 'close':
        open.delete(Number.parseInt(call.args, 10));
        break;
      case 'pwrite64':
      case 'pwritev':
      case 'pwritev2':
        segment?.writes.push(call);
        break;
      case 'fdatasync':
      case 'fsync':
        segment?.syncs.push(call);
        break;
    }
  }
  return segments;
}

function openedSegment({ args, result }: SystemCall): OpenSegment | null {
  const file = firstText(args).split('/').pop() ?? '';
  if (segmentOfFile(file) === null) {
    return null;
  }
  const flags = /O_[A-Z_|]+/.exec(args)?.[0].split('|') ?? [];
  return { descriptor: result, flags, writes: [], syncs: [] };
}
