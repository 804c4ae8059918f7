import type { LogIndex } from '../base/ids.ts';
import type { Caller } from './replies.ts';

/** A read that waits for its index, then for that index to be applied. */
export interface PendingRead extends Caller {
  readonly key: string;
  /** Its answer says how old it may be, and it is refused as too stale. */
  readonly isBounded: boolean;
  readonly deadlineTick: number;
}

interface AskedBatch {
  readonly reads: readonly PendingRead[];
  /** When consensus was asked first: what it answers was current then or later. */
  readonly askedMicros: number;
  /** When it was asked last. */
  askedTick: number;
}

interface ConfirmedBatch {
  readonly index: LogIndex;
  readonly askedMicros: number;
  readonly reads: readonly PendingRead[];
}

const NO_READS: readonly PendingRead[] = [];

/** When a question is asked. */
export interface Moment {
  readonly nowMicros: number;
  readonly nowTick: number;
}

/**
 * The reads of one group on this node that may not be answered at once. Reads of one turn share one
 * question to consensus; the question's id is the batch's.
 */
export class PendingReads {
  #collecting: PendingRead[] = [];
  #nextId: number;
  readonly #asked = new Map<number, AskedBatch>();
  #confirmed: ConfirmedBatch[] = [];
  #size = 0;
  #currentMicros = Number.NEGATIVE_INFINITY;

  /** @param firstId - ids of earlier starts of this node must lie elsewhere */
  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** Reads that wait. */
  get size(): number {
    return this.#size;
  }

  /** What is applied here has everything that was committed then; -Infinity before it is known. */
  get currentMicros(): number {
    return this.#currentMicros;
  }

  /** Notes that what is applied has everything that was committed at that time. */
  noteCurrent(atMicros: number): void {
    this.#currentMicros = Math.max(this.#currentMicros, atMicros);
  }

  add(read: PendingRead): void {
    this.#size++;
    this.#collecting.push(read);
  }

  /** Adds a read whose index is known without asking. */
  addConfirmed(read: PendingRead, index: LogIndex, nowMicros: number): void {
    this.#size++;
    this.#confirmed.push({ index, askedMicros: nowMicros, reads: [read] });
  }

  /** Closes the batch that was collected; returns the id to ask with, or null when there is none. */
  closeBatch({ nowMicros, nowTick }: Moment): number | null {
    if (this.#collecting.length === 0) {
      return null;
    }
    const id = this.#nextId++;
    const reads = this.#collecting;
    this.#asked.set(id, { reads, askedMicros: nowMicros, askedTick: nowTick });
    this.#collecting = [];
    return id;
  }

  /** The questions that were last asked `waitTicks` ago or earlier: they are to be asked again now. */
  takeOverdue(nowTick: number, waitTicks: number): number[] {
    const overdue: number[] = [];
    for (const [id, batch] of this.#asked) {
      if (nowTick - batch.askedTick >= waitTicks) {
        batch.askedTick = nowTick;
        overdue.push(id);
      }
    }
    return overdue;
  }

  /** Notes the answer to a question; returns the reads that got none and must be refused. */
  answer(batch: number, index: LogIndex | null): readonly PendingRead[] {
    const asked = this.#asked.get(batch);
    if (asked === undefined) {
      return [];
    }
    this.#asked.delete(batch);
    const { reads, askedMicros } = asked;
    if (index === null) {
      return this.#left(reads);
    }
    this.#confirmed.push({ index, askedMicros, reads });
    return [];
  }

  /** Takes out the reads that may be carried out now. */
  takeReadable(appliedIndex: LogIndex): readonly PendingRead[] {
    if (this.#confirmed.length === 0) {
      return NO_READS;
    }
    const readable = this.#confirmed.filter((batch) => batch.index <= appliedIndex);
    if (readable.length > 0) {
      this.#confirmed = this.#confirmed.filter((batch) => batch.index > appliedIndex);
    }
    for (const { askedMicros } of readable) {
      this.noteCurrent(askedMicros);
    }
    return this.#left(readable.flatMap((batch) => batch.reads));
  }

  /** Takes out the batches whose deadline has passed; the first read of a batch is the oldest. */
  takeExpired(nowTick: number): readonly PendingRead[] {
    if (this.#size === 0) {
      return NO_READS;
    }
    const isExpired = (reads: readonly PendingRead[]) =>
      (reads[0]?.deadlineTick ?? Number.POSITIVE_INFINITY) <= nowTick;
    const expired: PendingRead[] = [];
    for (const [id, { reads }] of this.#asked) {
      if (isExpired(reads)) {
        expired.push(...reads);
        this.#asked.delete(id);
      }
    }
    for (const batch of this.#confirmed.filter((candidate) => isExpired(candidate.reads))) {
      expired.push(...batch.reads);
      this.#confirmed.splice(this.#confirmed.indexOf(batch), 1);
    }
    return this.#left(expired);
  }

  takeAll(): PendingRead[] {
    const all = [
      ...this.#collecting,
      ...[...this.#asked.values()].flatMap((batch) => batch.reads),
      ...this.#confirmed.flatMap((batch) => batch.reads),
    ];
    this.#collecting = [];
    this.#asked.clear();
    this.#confirmed = [];
    return this.#left(all);
  }

  #left<T extends readonly PendingRead[]>(reads: T): T {
    this.#size -= reads.length;
    return reads;
  }
}
