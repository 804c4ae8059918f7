import type { PartitionPlan } from './partition-plan.ts';
import { Place, placeWords } from './place.ts';
import { Transitions } from './transitions.ts';
import { UsedSets } from './used-sets.ts';
import { WordTable } from './word-table.ts';

/** The states in which a partition may have ended, for people. */
export interface FinalStates {
  readonly states: readonly string[];
  /** Whether these are all. */
  readonly complete: boolean;
}

/**
 * The states that the orders of `plan` end in, with any of the optional operations.
 *
 * Walks through all configurations without leaving any out, and gives up after `stepsMax` steps of
 * the model: it serves a report, not a verdict.
 */
export function finalStates<State, Input, Output>(
  plan: PartitionPlan<State, Input, Output>,
  stepsMax: number,
): FinalStates {
  const walk = new Walk(plan);
  const complete = walk.run(stepsMax);
  return { states: [...walk.ends], complete };
}

class Walk<State, Input, Output> {
  /** Descriptions of the final states, in the order in which they were found. */
  readonly ends = new Set<string>();
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #usedSets: UsedSets;
  /** Configurations found: a place and the set of optional operations used. */
  readonly #found: WordTable;
  readonly #pending: number[] = [];
  readonly #tuple: Int32Array;
  readonly #place: Place;

  constructor(plan: PartitionPlan<State, Input, Output>) {
    const words = placeWords(plan.known);
    this.#plan = plan;
    this.#transitions = new Transitions(plan.model, plan.kinds);
    this.#usedSets = new UsedSets(plan.optional.ids.length);
    this.#found = new WordTable(words + 1);
    this.#tuple = new Int32Array(words + 1);
    this.#place = new Place(plan.known);
    this.#find(0, 0);
  }

  /** Whether the walk came to its end. */
  run(stepsMax: number): boolean {
    while (this.#transitions.lookups < stepsMax) {
      // The latest first: ends are then found early, if not all.
      const id = this.#pending.pop();
      if (id === undefined) {
        return true;
      }
      this.#expand(id);
    }
    return false;
  }

  #expand(id: number): void {
    this.#load(id);
    const { open, openStart } = this.#plan.known;
    const { frontier, isEnd } = this.#place;
    if (isEnd) {
      this.ends.add(this.#transitions.describe(this.#place.state));
    } else {
      for (let i = openStart[frontier] as number; i < (openStart[frontier + 1] as number); i++) {
        this.#takeKnown(id, open[i] as number);
      }
    }
    for (let member = 0; member < this.#plan.optional.ids.length; member++) {
      this.#takeOptional(id, member);
    }
  }

  #takeKnown(id: number, rank: number): void {
    const used = this.#load(id);
    const next = this.#transitions.next(this.#place.state, this.#plan.known.kinds[rank] as number);
    if (next >= 0 && !this.#place.isLinearized(rank)) {
      this.#place.linearize(rank);
      this.#find(next, used);
    }
  }

  #takeOptional(id: number, member: number): void {
    const used = this.#load(id);
    const { calls, classes, kinds } = this.#plan.optional;
    const isCalled = this.#place.isEnd || this.#place.isCalled(calls[member] as number);
    if (isCalled && !this.#usedSets.has(used, member)) {
      const kind = kinds[classes[member] as number] as number;
      const next = this.#transitions.next(this.#place.state, kind);
      if (next >= 0 && next !== this.#place.state) {
        this.#find(next, this.#usedSets.with(used, member));
      }
    }
  }

  #find(state: number, used: number): void {
    this.#place.state = state;
    this.#tuple.set(this.#place.words);
    this.#tuple[this.#tuple.length - 1] = used;
    const known = this.#found.size;
    if (this.#found.intern(this.#tuple) === known) {
      this.#pending.push(known);
    }
  }

  /** Makes configuration `id` the present one and returns the set of optional operations used. */
  #load(id: number): number {
    this.#found.read(id, this.#tuple);
    this.#place.words.set(this.#tuple.subarray(0, -1));
    return this.#tuple[this.#tuple.length - 1] as number;
  }
}
