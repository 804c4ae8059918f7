import type { LogIndex } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';

/**
 * Append messages that were sent to one follower and not yet acknowledged, oldest first, bounded in
 * number and in bytes.
 */
export class InflightWindow {
  readonly #messagesMax: number;
  readonly #bytesMax: number;
  readonly #lastIndexes: LogIndex[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;

  constructor(limits: { readonly messagesMax: number; readonly bytesMax: number }) {
    this.#messagesMax = limits.messagesMax;
    this.#bytesMax = limits.bytesMax;
  }

  get messages(): number {
    return this.#lastIndexes.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The byte limit may be overrun by one message: any entry that fits a message can be sent. */
  get full(): boolean {
    return this.messages >= this.#messagesMax || this.#bytes >= this.#bytesMax;
  }

  add(lastIndex: LogIndex, bytes: number): void {
    invariant(!this.full, 'nothing is sent past a full window');
    this.#lastIndexes.push(lastIndex);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  /** Takes out every message whose last entry is at or below `index`. */
  acknowledge(index: LogIndex): void {
    let count = 0;
    while (count < this.messages && (this.#lastIndexes[count] as LogIndex) <= index) {
      this.#bytes -= this.#sizes[count] as number;
      count++;
    }
    this.#lastIndexes.splice(0, count);
    this.#sizes.splice(0, count);
    invariant(this.#bytes >= 0, 'bytes in flight are never negative');
  }

  clear(): void {
    this.#lastIndexes.length = 0;
    this.#sizes.length = 0;
    this.#bytes = 0;
  }
}
