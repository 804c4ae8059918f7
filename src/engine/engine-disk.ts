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
    this.#effects.push(toEffect(request, this.#lastToken));
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

/** The most frequent requests one by one: copying what may be of any shape takes its time. */
function toEffect(request: StorageRequest, token: number): Effect {
  switch (request.kind) {
    case 'write': {
      const { file, offset, buffer, length } = request;
      return { kind: 'write', file, offset, buffer, length, token };
    }
    case 'sync':
      return { kind: 'sync', file: request.file, dataOnly: request.dataOnly, token };
    case 'read': {
      const { file, offset, length } = request;
      return { kind: 'read', file, offset, length, token };
    }
    default:
      return { ...request, token };
  }
}
