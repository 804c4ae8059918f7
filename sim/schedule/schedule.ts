import type { NodeId } from '../../src/base/ids.ts';
import type { Freshness } from '../../src/codec/client/request.ts';
import type { SITES } from '../base/keyed-random.ts';
import type { KvInput } from '../checker/models/kv-operation.ts';
import type { FAULT_CODES } from '../faults/fault-codes.ts';

/** What a choice fell on: a number, a yes or no, the number or name of a thing, or an order of them. */
export type Choice = Thing | boolean | readonly Thing[];
export type Thing = number | string | null;

/** A fault, or an operator's action, as it took place. */
export interface Stroke {
  readonly atMicros: number;
  readonly fault: keyof typeof FAULT_CODES;
  /** Number of the machine, where the moment chose it; null where a choice did. */
  readonly host: number | null;
  /** When it took place in the run that this one was shrunk from, where that was another time. */
  readonly firstMicros?: number;
  /** Whom it strikes, how, and for how long, in the order in which it was decided. */
  readonly choices: readonly Choice[];
}

/** What a client began. */
export interface ScheduledOperation {
  readonly atMicros: number;
  readonly client: number;
  readonly input: KvInput;
  /** Who was asked; 0 for whoever leads. */
  readonly node: NodeId;
  readonly freshness: Freshness;
}

/**
 * What was decided in one place for one entity (a link, a disk, a machine), by time. Of what either
 * happens or not, `values` are positions among the decisions of that microsecond: there it happened.
 */
export interface Stream {
  readonly site: keyof typeof SITES;
  readonly entity: number;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** How an event that came at the same time as others was ordered among them. */
export interface Tie {
  /** Who caused it. */
  readonly owner: number;
  readonly atMicros: number;
  readonly rank: number;
}

/** Everything that was decided in a run: with its configuration it is the run, without any chance. */
export interface Schedule {
  readonly strokes: readonly Stroke[];
  readonly operations: readonly ScheduledOperation[];
  /** What seldom happens: lost and doubled messages, stalls, writes that survive a power cut. */
  readonly fates: readonly Stream[];
  /** How long everything took, and what else has a size. */
  readonly measures: readonly Stream[];
  readonly ties: readonly Tie[];
  /**
   * In place of the mean, sizes that nothing says are drawn, under this number: for whoever looks for
   * another schedule. What is kept has none.
   */
  readonly salt?: number;
}
