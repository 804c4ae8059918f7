import { Frames, NOT_OPTIONAL } from './frames.ts';
import { IntList } from './int-list.ts';
import { NO_MEMBER, OptionalChoice } from './optional-choice.ts';
import { OptionalNeed } from './optional-need.ts';
import { Outlook } from './outlook.ts';
import type { PartitionPlan } from './partition-plan.ts';
import { Place, placeWords } from './place.ts';
import type { Transitions } from './transitions.ts';
import type { UsedSets } from './used-sets.ts';
import { Visited } from './visited.ts';

export type SearchVerdict = 'running' | 'ok' | 'violation';

/** Takes the states that orders end in, and the sets of optional operations that they use. */
export interface Ends {
  add(state: number, used: number): void;
}

/**
 * Looks for an order of one partition's operations that respects real time and the model.
 *
 * A depth-first search after Wing, Gong and Lowe: at each configuration it tries what may come
 * next, earliest deadline first, and remembers every configuration that it entered. Four rules
 * keep it small; each leaves an order to be found whenever there is one:
 *
 * 1. An operation that only looks, and is legal in the present state, comes at once. Moved here
 *    from wherever an order has it, it changes nothing for the others, and it is called already.
 * 2. Of equal operations, the one that had to happen first comes first: exchanged in an order,
 *    each still lies within its time.
 * 3. An optional operation comes only where the next one needs it: where the next one leads to
 *    the same state without it, the order without it is tried instead.
 * 4. A configuration from which some operation can never be legal is left.
 *
 * @see Wing and Gong, Testing and verifying concurrent objects (1993)
 */
export class LinearizationSearch<State, Input, Output> {
  verdict: SearchVerdict = 'running';
  /** The highest frontier reached: all of lower rank can be linearized. */
  furthest = 0;
  readonly #plan: PartitionPlan<State, Input, Output>;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #choice: OptionalChoice;
  readonly #need: OptionalNeed<State, Input, Output>;
  readonly #outlook: Outlook<State, Input, Output>;
  readonly #visited: Visited;
  readonly #frames: Frames;
  /** The order so far: a rank, or -1 - member for an optional operation. */
  readonly #path = new IntList();
  /** The place being looked at. */
  readonly #place: Place;
  readonly #ends: Ends | null;

  /**
   * @param limited - by class of optional operations: 1 when each may be used once.
   * @param ends - told of every end, in which case the search goes on and never says `ok`.
   */
  constructor(
    plan: PartitionPlan<State, Input, Output>,
    transitions: Transitions<State, Input, Output>,
    limited: Uint8Array,
    ends: Ends | null = null,
  ) {
    this.#ends = ends;
    this.#plan = plan;
    this.#transitions = transitions;
    this.#choice = new OptionalChoice(plan.optional, limited);
    this.#need = new OptionalNeed(plan, transitions, this.#choice);
    this.#outlook = new Outlook(plan, transitions, this.#choice);
    this.#visited = new Visited(placeWords(plan.known), this.#choice.usedSets);
    this.#frames = new Frames(placeWords(plan.known));
    this.#place = new Place(plan.known);
    this.#begin();
  }

  get usedSets(): UsedSets {
    return this.#choice.usedSets;
  }

  /** Configurations entered. */
  get configurations(): number {
    return this.#visited.configurations;
  }

  get bytes(): number {
    const sets = this.#choice.usedSets.bytes;
    return this.#visited.bytes + sets + this.#frames.bytes + this.#path.bytes;
  }

  /** The order found, as path entries, when the verdict is `ok`. */
  get path(): Int32Array {
    return this.#path.toArray();
  }

  /** Goes on for about `steps` steps of the model. */
  run(steps: number): SearchVerdict {
    const until = this.#transitions.lookups + steps;
    while (this.verdict === 'running' && this.#transitions.lookups < until) {
      this.#advance();
    }
    return this.verdict;
  }

  #begin(): void {
    this.#lookAround();
    if (this.#place.isEnd) {
      this.#end(0);
    } else if (!this.#outlook.isHopelessStart(this.#place, 0)) {
      this.#enter(0, NOT_OPTIONAL);
    }
  }

  #advance(): void {
    if (this.#frames.depth === 0) {
      this.verdict = 'violation';
      return;
    }
    const cursor = this.#frames.nextCursor();
    this.#frames.readPlace(this.#place.words);
    const start = this.#place.openStart;
    const opens = this.#place.openEnd - start;
    if (cursor < opens) {
      this.#tryKnown(start + cursor);
    } else if (this.#need.isClassCalled(this.#place, cursor - opens)) {
      this.#tryOptional(cursor - opens);
    } else {
      this.#frames.pop();
    }
  }

  #tryKnown(position: number): void {
    const rank = this.#plan.known.open[position] as number;
    if (this.#place.isLinearized(rank) || this.#hasEarlierTwin(position)) {
      return;
    }
    const next = this.#nextOf(this.#plan.known.kinds[rank] as number);
    if (next >= 0) {
      this.#path.truncate(this.#frames.pathEnd);
      this.#linearize(rank);
      this.#arrive(next, this.#frames.used, NOT_OPTIONAL);
    }
  }

  #tryOptional(group: number): void {
    const { state } = this.#place;
    const used = this.#frames.used;
    const called = this.#plan.known.returns[this.#place.frontier] as number;
    const member = this.#choice.memberBefore(group, used, called);
    if (member === NO_MEMBER) {
      return;
    }
    const next = this.#nextOf(this.#plan.optional.kinds[group] as number);
    const isIdle = next < 0 || next === state;
    if (!isIdle && this.#need.isNeeded(this.#place, used, group, next)) {
      this.#path.truncate(this.#frames.pathEnd);
      this.#path.push(-1 - member);
      this.#arrive(next, this.#choice.use(group, used, member), state);
    }
  }

  /** The state after `kind`, or a negative number when it need not be tried (rule 3). */
  #nextOf(kind: number): number {
    const next = this.#transitions.next(this.#place.state, kind);
    const before = this.#frames.before;
    const isSameWithout =
      next >= 0 && before !== NOT_OPTIONAL && this.#transitions.next(before, kind) === next;
    return isSameWithout ? -1 : next;
  }

  #hasEarlierTwin(position: number): boolean {
    const { open, kinds } = this.#plan.known;
    const kind = kinds[open[position] as number];
    for (let i = this.#place.openStart; i < position; i++) {
      const rank = open[i] as number;
      if (kinds[rank] === kind && !this.#place.isLinearized(rank)) {
        return true;
      }
    }
    return false;
  }

  /** Goes to `next` with what was linearized, and on from there if that promises anything. */
  #arrive(next: number, used: number, before: number): void {
    const { state } = this.#place;
    const length = this.#path.length;
    this.#place.state = next;
    this.#lookAround();
    this.furthest = Math.max(this.furthest, this.#place.frontier);
    if (this.#place.isEnd) {
      this.#end(used);
    } else if (!this.#outlook.isHopeless(this.#place, used, state)) {
      // What looked in between needed the optional operation, so it was not in vain.
      this.#enter(used, this.#path.length > length ? NOT_OPTIONAL : before);
    }
  }

  #end(used: number): void {
    if (this.#ends === null) {
      this.verdict = 'ok';
    } else {
      this.#ends.add(this.#place.state, used);
    }
  }

  #enter(used: number, before: number): void {
    if (this.#visited.enter(this.#place.words, used)) {
      this.#frames.push(this.#place.words, used, before, this.#path.length);
    }
  }

  /** Linearizes everything that only looks and is legal here (rule 1). */
  #lookAround(): void {
    let frontier = -1;
    while (!this.#place.isEnd && frontier !== this.#place.frontier) {
      frontier = this.#place.frontier;
      this.#lookAtOpen();
    }
  }

  #lookAtOpen(): void {
    const { open, kinds } = this.#plan.known;
    const { state, openEnd } = this.#place;
    for (let i = this.#place.openStart; i < openEnd; i++) {
      const rank = open[i] as number;
      const kind = kinds[rank] as number;
      const looks = this.#plan.kinds.observes[kind] === 1 && !this.#place.isLinearized(rank);
      if (looks && this.#transitions.next(state, kind) === state) {
        this.#linearize(rank);
      }
    }
  }

  #linearize(rank: number): void {
    this.#path.push(rank);
    this.#place.linearize(rank);
  }
}
