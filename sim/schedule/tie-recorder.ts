import type { SimEvent } from '../world/sim-event.ts';
import type { Tie } from './schedule.ts';

interface Pushed {
  readonly owner: number;
  readonly order: number;
}
interface Happened extends Pushed {
  readonly kind: SimEvent['kind'];
}

/** Calls are nobody's in particular: others come before them or after them. */
const BEFORE_CALLS = 0x10_00_00_00;
const AFTER_CALLS = 0x90_00_00_00;

/** Writes down in which order things happened that happened in the same microsecond. */
export class TieRecorder {
  readonly #waiting = new Map<SimEvent, Pushed>();
  readonly #ties: (Tie & { readonly order: number })[] = [];
  #simultaneous: Happened[] = [];
  #nowMicros = 0;
  #order = 0;

  pushed(event: SimEvent, owner: number): void {
    this.#waiting.set(event, { owner, order: this.#order++ });
  }

  happens(event: SimEvent, nowMicros: number): void {
    if (nowMicros !== this.#nowMicros) {
      this.#settle();
      this.#nowMicros = nowMicros;
    }
    const pushed = this.#waiting.get(event);
    if (pushed !== undefined) {
      this.#waiting.delete(event);
      this.#simultaneous.push({ ...pushed, kind: event.kind });
    }
  }

  /** In the order in which the events came up. */
  get ties(): Tie[] {
    this.#settle();
    return [...this.#ties]
      .sort((a, b) => a.order - b.order)
      .map(({ owner, atMicros, rank }) => ({ owner, atMicros, rank }));
  }

  #settle(): void {
    const events = this.#simultaneous;
    this.#simultaneous = [];
    // Ticks come together all the time, and their order changes nothing.
    const matters = events.length > 1 && events.some((event) => !isQuiet(event));
    let base = BEFORE_CALLS;
    for (const [position, { kind, owner, order }] of matters ? events.entries() : []) {
      if (kind === 'call' && owner === 0) {
        base = AFTER_CALLS;
      } else {
        this.#ties.push({ owner, atMicros: this.#nowMicros, rank: base + position, order });
      }
    }
  }
}

function isQuiet({ kind, owner }: Happened): boolean {
  return kind === 'tick' || (kind === 'call' && owner === 0);
}
