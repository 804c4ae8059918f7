import { invariant } from '../base/invariant.ts';
import type { Disk, StorageOutcome, StorageRequest } from '../storage/disk.ts';
import type { Effect } from './events.ts';

/** Turns disk requests into effects, and events with the same token into their outcomes. */
export class EngineDisk implements Disk {
  readonly #waiting = new Map<number, (outcome: StorageOutcome) => void>();
  #effects: Effect[] = [];
  #lastToken = 0;

  request(request: StorageRequest, then: (outcome: StorageOutcome) => void): void {
    this.#lastToken++;
    this.#waiting.set(this.#lastToken, then);
    this.#effects.push({ ...request, token: this.#lastToken });
  }

  complete(token: number, outcome: StorageOutcome): void {
    const then = this.#waiting.get(token);
    invariant(then !== undefined, 'a disk answers each request once', { token });
    this.#waiting.delete(token);
    then(outcome);
  }

  /** Adds what is asked of the disk to `effects`. */
  moveTo(effects: Effect[]): void {
    if (this.#effects.length > 0) {
      for (const effect of this.#effects) {
        effects.push(effect);
      }
      this.#effects = [];
    }
  }
}
