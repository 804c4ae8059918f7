const NANOS_PER_MICRO = 1000;

/** Microseconds, of which nanoseconds are the fraction. */
export type Slot = { readonly ts: number; readonly dur: number };

/**
 * Divides a microsecond among what happened in it on one track, so that it stands side by side.
 * A node that wakes takes in hundreds of messages at once; a viewer would stack them as high.
 */
export class Slots {
  readonly #sharers = new Map<string, { count: number; placed: number }>();

  /** Something will need a slot at `atMicros`; all is told before the first is placed. */
  expect(track: string, atMicros: number): void {
    const key = `${track} ${atMicros}`;
    const sharer = this.#sharers.get(key);
    if (sharer === undefined) {
      this.#sharers.set(key, { count: 1, placed: 0 });
    } else {
      sharer.count++;
    }
  }

  /** The next slot of this microsecond: at least a nanosecond, which more than a thousand must share. */
  place(track: string, atMicros: number): Slot {
    const sharer = this.#sharers.get(`${track} ${atMicros}`);
    if (sharer === undefined || sharer.placed === sharer.count) {
      throw new Error(`expected to be told of all on ${track} at ${atMicros} μs before`);
    }
    const nanosUntil = (placed: number) => Math.floor((placed * NANOS_PER_MICRO) / sharer.count);
    const from = nanosUntil(sharer.placed);
    sharer.placed++;
    const dur = Math.max(1, nanosUntil(sharer.placed) - from) / NANOS_PER_MICRO;
    return { ts: (atMicros * NANOS_PER_MICRO + from) / NANOS_PER_MICRO, dur };
  }
}
