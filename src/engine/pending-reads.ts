import type { LogIndex } from '../base/ids.ts';
import type { Caller } from './replies.ts';

/** A linearizable read that waits for its index, then for that index to be applied. */
export interface PendingRead extends Caller {
  readonly key: string;
  readonly deadlineTick: number;
}

interface ConfirmedBatch {
  readonly index: LogIndex;
  readonly reads: readonly PendingRead[];
}

/**
 * The linearizable reads of one group on this node. Reads of one turn share one question to
 * consensus; the question's id is the batch's.
 */
export class PendingReads {
  #collecting: PendingRead[] = [];
  #nextId: number;
  readonly #asked = new Map<number, PendingRead[]>();
  #confirmed: ConfirmedBatch[] = [];
  #size = 0;

  /** @param firstId - ids of earlier starts of this node must lie elsewhere */
  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** Reads that wait. */
  get size(): number {
    return this.#size;
  }

  add(read: PendingRead): void {
    this.#size++;
    this.#collecting.push(read);
  }

  /** Closes the batch that was collected; returns the id to ask with, or null when there is none. */
  closeBatch(): number | null {
    if (this.#collecting.length === 0) {
      return null;
    }
    const id = this.#nextId++;
    this.#asked.set(id, this.#collecting);
    this.#collecting = [];
    return id;
  }

  /** Notes the answer to a question; returns the reads that got none and must be refused. */
  answer(batch: number, index: LogIndex | null): readonly PendingRead[] {
    const reads = this.#asked.get(batch);
    if (reads === undefined) {
      return [];
    }
    this.#asked.delete(batch);
    if (index === null) {
      return this.#left(reads);
    }
    this.#confirmed.push({ index, reads });
    return [];
  }

  /** Takes out the reads that may be carried out now. */
  takeReadable(appliedIndex: LogIndex): PendingRead[] {
    if (this.#confirmed.length === 0) {
      return [];
    }
    const readable = this.#confirmed.filter((batch) => batch.index <= appliedIndex);
    if (readable.length > 0) {
      this.#confirmed = this.#confirmed.filter((batch) => batch.index > appliedIndex);
    }
    return this.#left(readable.flatMap((batch) => batch.reads));
  }

  /** Takes out the batches whose deadline has passed; the first read of a batch is the oldest. */
  takeExpired(nowTick: number): PendingRead[] {
    const isExpired = (reads: readonly PendingRead[]) =>
      (reads[0]?.deadlineTick ?? Number.POSITIVE_INFINITY) <= nowTick;
    const expired: PendingRead[] = [];
    for (const [batch, reads] of this.#asked) {
      if (isExpired(reads)) {
        expired.push(...reads);
        this.#asked.delete(batch);
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
      ...[...this.#asked.values()].flat(),
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
