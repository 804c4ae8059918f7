import type { History, Operation } from './history.ts';
import type { Model } from './model.ts';
import { PartitionCheck, type PartitionResult, type Verdict } from './partition-check.ts';

export interface CheckOptions {
  /** Steps of the model, of all partitions together. */
  readonly stepsMax?: number;
  /** Bytes that the searches of all unfinished partitions may hold together. */
  readonly bytesMax?: number;
}

export interface CheckResult {
  /** `ok` only when every partition is. */
  readonly verdict: Verdict;
  /** In the order in which the history first names them. */
  readonly partitions: readonly PartitionResult[];
  readonly steps: number;
}

/** Some ten seconds of one core. */
export const STEPS_MAX = 200_000_000;
export const BYTES_MAX = 512 * 2 ** 20;

/** Steps that a partition gets before it is the next one's turn. */
const SLICE_STEPS = 20_000;

/**
 * Whether each partition of `history` could have happened one operation at a time.
 *
 * The partitions take turns, so that one hard partition does not keep the others from an answer.
 */
export function checkHistory<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  { stepsMax = STEPS_MAX, bytesMax = BYTES_MAX }: CheckOptions = {},
): CheckResult {
  const round = new Round(model, bytesMax);
  const partitions = partitionsOf(history, model);
  for (const [key, operations] of partitions) {
    round.begin(key, operations, stepsMax);
  }
  while (round.isRunning && round.steps < stepsMax) {
    round.goOn();
  }
  return round.result([...partitions.keys()]);
}

/** The worse of two verdicts; a violation is worse than an open question. */
export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  if (a === 'violation' || b === 'violation') {
    return 'violation';
  }
  return a === 'ok' ? b : a;
}

function partitionsOf<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): Map<string, Operation<Input, Output>[]> {
  const partitions = new Map<string, Operation<Input, Output>[]>();
  for (const operation of history.operations) {
    const key = model.partition(operation.input);
    const operations = partitions.get(key);
    if (operations === undefined) {
      partitions.set(key, [operation]);
    } else {
      operations.push(operation);
    }
  }
  return partitions;
}

/** The partitions that take turns, and the results of those that are done. */
class Round<State, Input, Output> {
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

  result(keys: readonly string[]): CheckResult {
    for (const check of this.#running.values()) {
      this.#results.set(check.key, check.result());
    }
    const partitions = keys.flatMap((key) => this.#results.get(key) ?? []);
    return {
      verdict: partitions.map(({ verdict }) => verdict).reduce(worseVerdict, 'ok'),
      partitions,
      steps: this.steps,
    };
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
