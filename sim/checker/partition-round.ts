import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { PartitionCheck, type PartitionResult } from './partition-check.ts';

/** Steps that a partition gets before it is the next one's turn. */
const SLICE_STEPS = 20_000;

/** The partitions that take turns, and the results of those that are done. */
export class PartitionRound<State, Input, Output> {
  steps = 0;
  readonly #model: Model<State, Input, Output>;
  readonly #bytesMax: number;
  readonly #running = new Map<string, PartitionCheck<State, Input, Output>>();
  readonly #bytes = new Map<string, number>();
  readonly #results = new Map<string, PartitionResult>();
  #bytesTotal = 0;

  constructor(model: Model<State, Input, Output>, bytesMax: number) {
    this.#model = model;
    this.#bytesMax = bytesMax;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Begins with a partition, and gives it its first turn unless the steps are used up. */
  begin(key: string, operations: readonly Operation<Input, Output>[], stepsMax: number): void {
    const check = PartitionCheck.begin(key, operations, this.#model, this.#bytesMax);
    if (check === null) {
      this.#results.set(key, tooLarge(key, operations.length));
      return;
    }
    this.#running.set(key, check);
    if (this.steps < stepsMax) {
      this.#turn(check);
    }
  }

  /** Gives every unfinished partition a turn. */
  goOn(): void {
    for (const check of [...this.#running.values()]) {
      if (this.#running.has(check.key)) {
        this.#turn(check);
      }
    }
  }

  /** A result for each of `keys`; what is still running is inconclusive. */
  results(keys: readonly string[]): PartitionResult[] {
    for (const check of this.#running.values()) {
      this.#results.set(check.key, check.result());
    }
    return keys.flatMap((key) => this.#results.get(key) ?? []);
  }

  #turn(check: PartitionCheck<State, Input, Output>): void {
    const before = check.steps;
    check.advance(SLICE_STEPS);
    this.steps += check.steps - before;
    if (check.isDone) {
      this.#finish(check);
      return;
    }
    this.#account(check.key, check.bytes);
    if (this.#bytesTotal > this.#bytesMax) {
      this.#giveUpLargest();
    }
  }

  #account(key: string, bytes: number): void {
    this.#bytesTotal += bytes - (this.#bytes.get(key) ?? 0);
    this.#bytes.set(key, bytes);
  }

  #finish(check: PartitionCheck<State, Input, Output>): void {
    this.#results.set(check.key, check.result());
    this.#running.delete(check.key);
    this.#account(check.key, 0);
  }

  #giveUpLargest(): void {
    const [largest] = [...this.#running.values()].sort((a, b) => b.bytes - a.bytes);
    if (largest !== undefined) {
      this.#finish(largest);
    }
  }
}

function tooLarge(key: string, operations: number): PartitionResult {
  return {
    key,
    verdict: 'inconclusive',
    operations,
    steps: 0,
    configurations: 0,
    bytes: 0,
    order: null,
    violation: null,
  };
}
