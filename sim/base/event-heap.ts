import { invariant } from '../../src/base/invariant.ts';

const ARITY = 4;

/**
 * What is going to happen, earliest first; at the same time in the order of the tiebreak, and of
 * insertion. Times are virtual microseconds.
 */
export class EventHeap<Event> {
  #times = new Float64Array(1024);
  #ties = new Uint32Array(1024);
  #orders = new Float64Array(1024);
  #slots = new Int32Array(1024);
  readonly #events: (Event | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  #size = 0;
  #inserted = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest event; Infinity when there is none. */
  get nextMicros(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] as number);
  }

  push(atMicros: number, tiebreak: number, event: Event): void {
    if (this.#size === this.#times.length) {
      this.#grow();
    }
    const slot = this.#freeSlots.pop() ?? this.#events.length;
    this.#events[slot] = event;
    this.#inserted++;
    this.#siftUp(this.#size++, atMicros, tiebreak, this.#inserted, slot);
  }

  /** Takes out the earliest event. */
  pop(): Event {
    invariant(this.#size > 0, 'there is an event');
    const slot = this.#slots[0] as number;
    const event = this.#events[slot] as Event;
    this.#events[slot] = undefined;
    this.#freeSlots.push(slot);
    this.#size--;
    if (this.#size > 0) {
      this.#siftDown(this.#size);
    }
    return event;
  }

  /** Moves the entry at `source`, the last one, down from the top to where it belongs. */
  #siftDown(source: number): void {
    const time = this.#times[source] as number;
    const tie = this.#ties[source] as number;
    const order = this.#orders[source] as number;
    let at = 0;
    for (;;) {
      const child = this.#earliestChild(at);
      if (child < 0 || this.#isBefore(time, tie, order, child)) {
        break;
      }
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, tie, order, this.#slots[source] as number);
  }

  #siftUp(start: number, time: number, tie: number, order: number, slot: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.#isBefore(time, tie, order, parent)) {
        break;
      }
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, time, tie, order, slot);
  }

  #earliestChild(at: number): number {
    const first = at * ARITY + 1;
    if (first >= this.#size) {
      return -1;
    }
    let best = first;
    const end = Math.min(first + ARITY, this.#size);
    for (let child = first + 1; child < end; child++) {
      const time = this.#times[child] as number;
      if (this.#isBefore(time, this.#ties[child] as number, this.#orders[child] as number, best)) {
        best = child;
      }
    }
    return best;
  }

  #isBefore(time: number, tie: number, order: number, other: number): boolean {
    const otherTime = this.#times[other] as number;
    if (time !== otherTime) {
      return time < otherTime;
    }
    const otherTie = this.#ties[other] as number;
    return tie !== otherTie ? tie < otherTie : order < (this.#orders[other] as number);
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#ties[to] = this.#ties[from] as number;
    this.#orders[to] = this.#orders[from] as number;
    this.#slots[to] = this.#slots[from] as number;
  }

  #put(at: number, time: number, tie: number, order: number, slot: number): void {
    this.#times[at] = time;
    this.#ties[at] = tie;
    this.#orders[at] = order;
    this.#slots[at] = slot;
  }

  #grow(): void {
    const length = this.#times.length * 2;
    const times = new Float64Array(length);
    const ties = new Uint32Array(length);
    const orders = new Float64Array(length);
    const slots = new Int32Array(length);
    times.set(this.#times);
    ties.set(this.#ties);
    orders.set(this.#orders);
    slots.set(this.#slots);
    this.#times = times;
    this.#ties = ties;
    this.#orders = orders;
    this.#slots = slots;
  }
}
