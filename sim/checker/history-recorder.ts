import { invariant, present } from '../../src/base/invariant.ts';
import type { ClientId, History, Moment, Operation, Outcome } from './history.ts';

/**
 * Builds a history from calls in the order in which things happen.
 *
 * A client may have several operations open. One that is never closed has an unknown outcome.
 */
export class HistoryRecorder<Input, Output> {
  readonly #operations: Operation<Input, Output>[] = [];
  readonly #open = new Set<number>();
  #events = 0;

  /** Opens an operation and returns its id. */
  invoke(client: ClientId, input: Input, micros = 0): number {
    const id = this.#operations.length;
    const call = this.#moment(micros);
    this.#operations.push({ id, client, input, call, outcome: { kind: 'unknown', at: null } });
    this.#open.add(id);
    return id;
  }

  /** The operation took effect between its call and now, and returned `output`. */
  complete(id: number, output: Output, micros = 0): void {
    this.#close(id, { kind: 'completed', at: this.#moment(micros), output });
  }

  /** The operation did not take effect and never will. */
  fail(id: number, micros = 0): void {
    this.#close(id, { kind: 'failed', at: this.#moment(micros) });
  }

  /** The client gave up; the operation may still take effect at any later time, or never. */
  unknown(id: number, micros = 0): void {
    this.#close(id, { kind: 'unknown', at: this.#moment(micros) });
  }

  /** What was recorded so far; later calls do not change it. */
  history(): History<Input, Output> {
    return { operations: [...this.#operations] };
  }

  #moment(micros: number): Moment {
    const event = this.#events;
    this.#events += 1;
    return { event, micros };
  }

  #close(id: number, outcome: Outcome<Output>): void {
    invariant(this.#open.delete(id), 'an operation is closed once, after it was opened', { id });
    const operation = present(this.#operations[id], 'an open operation was recorded');
    this.#operations[id] = { ...operation, outcome };
  }
}
