import type { LogIndex, Term } from '../base/ids.ts';
import type { Caller } from './replies.ts';

/** A proposal that waits for its entry to be applied. */
export interface PendingWrite extends Caller {
  readonly index: LogIndex;
  readonly term: Term;
  readonly deadlineTick: number;
  /** Who made it wants to hear when the entry is committed. */
  readonly notifyCommit?: true;
}

const NO_WRITES: readonly PendingWrite[] = [];

/** The proposals of one group that this node made and has not answered, by index. */
export class PendingWrites {
  readonly #byIndex = new Map<LogIndex, PendingWrite>();
  /** Those that are to hear of their commit, and did not. */
  #unnoticed: PendingWrite[] = [];

  get size(): number {
    return this.#byIndex.size;
  }

  /**
   * Adds a proposal. Returns the one that waited at the same index: its entry was replaced in this
   * log, but may live on in another, so nobody knows its outcome.
   */
  add(write: PendingWrite): PendingWrite | undefined {
    const replaced = this.#byIndex.get(write.index);
    this.#byIndex.delete(write.index);
    this.#byIndex.set(write.index, write);
    if (write.notifyCommit === true) {
      this.#unnoticed.push(write);
    }
    return replaced;
  }

  /** Takes out who waits for the entry at `index`. */
  take(index: LogIndex): PendingWrite | undefined {
    const write = this.#byIndex.get(index);
    if (write !== undefined) {
      this.#byIndex.delete(index);
    }
    return write;
  }

  /** Those at or below `commitIndex` that want to hear of it and wait for their answer; each once. */
  takeNoticed(commitIndex: LogIndex): readonly PendingWrite[] {
    if (this.#unnoticed.length === 0) {
      return NO_WRITES;
    }
    const waiting = this.#unnoticed.filter((write) => this.#byIndex.get(write.index) === write);
    this.#unnoticed = waiting.filter(({ index }) => index > commitIndex);
    return waiting.filter(({ index }) => index <= commitIndex);
  }

  /** Takes out everybody whose deadline has passed; they were added in order of deadlines. */
  takeExpired(nowTick: number): readonly PendingWrite[] {
    if (this.#byIndex.size === 0) {
      return NO_WRITES;
    }
    const expired: PendingWrite[] = [];
    for (const write of this.#byIndex.values()) {
      if (write.deadlineTick > nowTick) {
        break;
      }
      expired.push(write);
    }
    for (const write of expired) {
      this.#byIndex.delete(write.index);
    }
    return expired;
  }

  takeAll(): PendingWrite[] {
    const all = [...this.#byIndex.values()];
    this.#byIndex.clear();
    return all;
  }
}
