import type { History, Operation } from './history.ts';
import type { Model } from './model.ts';
import type { PartitionResult } from './partition-check.ts';
import { PartitionRound } from './partition-round.ts';
import { type Verdict, worseVerdict } from './verdict.ts';

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
  const round = new PartitionRound(model, bytesMax);
  const partitions = partitionsOf(history, model);
  for (const [key, operations] of partitions) {
    round.begin(key, operations, stepsMax);
  }
  while (round.isRunning && round.steps < stepsMax) {
    round.goOn();
  }
  const results = round.results([...partitions.keys()]);
  const verdict = results.map((result) => result.verdict).reduce(worseVerdict, 'ok');
  return { verdict, partitions: results, steps: round.steps };
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
