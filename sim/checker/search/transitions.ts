import { present } from '../../../src/base/invariant.ts';
import { BLOCKED, type Model, NEVER, type Refusal } from '../model.ts';
import { IntList } from './int-list.ts';
import type { Kinds } from './kinds.ts';
import { WordTable } from './word-table.ts';

/** The model's refusals as numbers; states are numbers from 0 up. */
export const REFUSED = -1;
export const REFUSED_UNTIL_OVERWRITTEN = -2;
export const REFUSED_FOR_EVER = -3;

/** Map entry, key and state object of one state, roughly. */
const STATE_BYTES = 128;

/** The model's step function over numbered states and kinds, computed once per pair. */
export class Transitions<State, Input, Output> {
  /** Look-ups so far: the measure of work. */
  lookups = 0;
  readonly #model: Model<State, Input, Output>;
  readonly #kinds: Kinds<State, Input, Output>;
  readonly #states: State[] = [];
  readonly #numbers = new Map<string | number, number>();
  readonly #held = new IntList();
  readonly #pairs = new WordTable(2);
  readonly #targets = new IntList();
  readonly #pair = new Int32Array(2);
  #stateBytes = 0;

  constructor(model: Model<State, Input, Output>, kinds: Kinds<State, Input, Output>) {
    this.#model = model;
    this.#kinds = kinds;
    this.#number(model.initial);
  }

  /** Bytes held; of states an estimate. */
  get bytes(): number {
    return this.#stateBytes + this.#held.bytes + this.#pairs.bytes + this.#targets.bytes;
  }

  /** The number of the state after an operation of `kind` in `state`, or a REFUSED constant. */
  next(state: number, kind: number): number {
    this.lookups += 1;
    this.#pair[0] = state;
    this.#pair[1] = kind;
    const known = this.#pairs.size;
    const pair = this.#pairs.intern(this.#pair);
    if (pair === known) {
      this.#targets.push(this.#compute(state, kind));
    }
    return this.#targets.at(pair);
  }

  /** The number of the value that `state` holds, of those in the kinds' table. */
  held(state: number): number {
    return this.#held.at(state);
  }

  /** The model's words for a state. */
  describe(state: number): string {
    return this.#model.describeState(this.#state(state));
  }

  #state(state: number): State {
    return this.#states[state] as State;
  }

  #compute(state: number, kind: number): number {
    const { input, output } = present(this.#kinds.list[kind], 'a kind is numbered');
    const next = this.#model.step(this.#state(state), input, output);
    return typeof next === 'symbol' ? refusalNumber(next as Refusal) : this.#number(next);
  }

  #number(state: State): number {
    const key = this.#model.stateKey(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      return known;
    }
    const number = this.#states.push(state) - 1;
    this.#numbers.set(key, number);
    this.#held.push(this.#kinds.held(state));
    this.#stateBytes += STATE_BYTES + (typeof key === 'string' ? 2 * key.length : 0);
    return number;
  }
}

function refusalNumber(refusal: Refusal): number {
  switch (refusal) {
    case NEVER:
      return REFUSED_FOR_EVER;
    case BLOCKED:
      return REFUSED_UNTIL_OVERWRITTEN;
    default:
      return REFUSED;
  }
}
