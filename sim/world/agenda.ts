import type { Decisions } from '../base/decisions.ts';
import { EventHeap } from '../base/event-heap.ts';
import type { ScheduleRecorder } from '../schedule/schedule-recorder.ts';
import type { Cause, SimEvent } from './sim-event.ts';

/** What is going to happen, by its time; the order of what happens at one time is drawn. */
export class Agenda {
  readonly #heap = new EventHeap<SimEvent>();
  readonly #random: Decisions;
  readonly #journal: ScheduleRecorder | null;
  /** Causes what nobody in particular does. */
  readonly #nobody: Cause = { ordinal: 0, caused: 0 };

  constructor(random: Decisions, journal: ScheduleRecorder | null) {
    this.#random = random;
    this.#journal = journal;
  }

  get nextMicros(): number {
    return this.#heap.nextMicros;
  }

  next(): SimEvent {
    return this.#heap.pop();
  }

  push(cause: Cause, atMicros: number, event: SimEvent): void {
    cause.caused++;
    const owner = event.kind === 'call' ? event.owner : cause.ordinal;
    const tiebreak = this.#random.tiebreak(cause.ordinal, cause.caused, atMicros, owner);
    this.#journal?.pushed(event, owner);
    this.#heap.push(atMicros, tiebreak, event);
  }

  /** @param owner - whose calls have an order of their own; 0 for nobody's */
  call(atMicros: number, run: () => void, owner: number): void {
    this.push(this.#nobody, atMicros, { kind: 'call', owner, run });
  }
}
