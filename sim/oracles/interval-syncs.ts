import type { DiskRequest, StorageRequest } from '../../src/storage/disk.ts';
import { segmentOfFile } from '../../src/storage/file-names.ts';
import { SEGMENT_DATA_AT } from '../../src/storage/log/segment.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { Violation } from './violation.ts';

/** A write to the log that no sync was asked to cover yet. */
interface Uncovered {
  readonly request: StorageRequest;
  readonly file: string;
  /** When it was answered, by the clock of its machine; null before. */
  writtenMicros: number | null;
}

/** What a node has asked of its log. */
interface Asked {
  readonly uncovered: Uncovered[];
  readonly syncs: Set<StorageRequest>;
  /** It was late in its last turn; a turn that a crash cut short may have asked for less than it meant to. */
  isLate: boolean;
}

/**
 * With the sync mode `interval` no write to the log waits longer than the interval for a sync that
 * covers it, unless one before it still runs. A node that stands still can ask for nothing: looked at
 * are its turns.
 */
export class IntervalSyncs implements Observer {
  readonly #intervalMicros: number;
  readonly #nowMicros: () => number;
  readonly #asked = new Map<SimHost, Asked>();

  /** @param nowMicros - virtual time */
  constructor(intervalMicros: number, nowMicros: () => number) {
    this.#intervalMicros = intervalMicros;
    this.#nowMicros = nowMicros;
  }

  submitted(host: SimHost, { request }: DiskOperation): void {
    const { uncovered, syncs } = this.#of(host);
    if (isLogWrite(request)) {
      uncovered.push({ request, file: request.file, writtenMicros: null });
    } else if (request.kind === 'sync' && segmentOfFile(request.file) !== null) {
      syncs.add(request);
      const others = uncovered.filter(({ file }) => file !== request.file);
      uncovered.splice(0, uncovered.length, ...others);
    }
  }

  completing(host: SimHost, request: StorageRequest): void {
    const { uncovered, syncs } = this.#of(host);
    syncs.delete(request);
    const written = uncovered.find((each) => each.request === request);
    if (written !== undefined) {
      written.writtenMicros = this.#now(host);
    }
  }

  afterTurn(host: SimHost): void {
    const asked = this.#of(host);
    const wasLate = asked.isLate;
    const waitedMicros = this.#waitedMicros(host, asked);
    asked.isLate = waitedMicros >= this.#intervalMicros;
    if (asked.isLate && wasLate) {
      throw new Violation(
        'interval-sync',
        'invariant',
        `node ${host.id} has not asked for a sync of what it wrote to its log ${waitedMicros} µs ago; ` +
          `its interval has ${this.#intervalMicros} µs`,
        { node: host.id },
      );
    }
  }

  stopped(host: SimHost): void {
    this.#asked.delete(host);
  }

  #waitedMicros(host: SimHost, { uncovered, syncs }: Asked): number {
    const oldest = uncovered[0]?.writtenMicros ?? null;
    // Before it runs a node recovers its log, and syncs that as a whole.
    const needsSync = oldest !== null && syncs.size === 0 && host.node?.status === 'running';
    return needsSync ? this.#now(host) - oldest : 0;
  }

  #now(host: SimHost): number {
    return host.clock.monotonicMicros(this.#nowMicros());
  }

  #of(host: SimHost): Asked {
    let asked = this.#asked.get(host);
    if (asked === undefined) {
      asked = { uncovered: [], syncs: new Set(), isLate: false };
      this.#asked.set(host, asked);
    }
    return asked;
  }
}

/** The header of a segment is synced before the segment is used. */
function isLogWrite(request: DiskRequest): request is Extract<DiskRequest, { kind: 'write' }> {
  return (
    request.kind === 'write' &&
    request.offset >= SEGMENT_DATA_AT &&
    segmentOfFile(request.file) !== null
  );
}
