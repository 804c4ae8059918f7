/** What a load is doing. */
export const PHASES = { warmUp: 0, measure: 1, disturb: 2, stop: 3 } as const;

export type Phase = (typeof PHASES)[keyof typeof PHASES];

const PHASE = 0;
const ANSWERED = 1;
const FIELDS = 2;

/** Memory through which one thread steers a load that runs in others, and watches it. */
export class LoadControl {
  readonly shared: SharedArrayBuffer;
  readonly #fields: Int32Array;

  constructor(shared = new SharedArrayBuffer(FIELDS * 4)) {
    this.shared = shared;
    this.#fields = new Int32Array(shared);
  }

  get phase(): Phase {
    return Atomics.load(this.#fields, PHASE) as Phase;
  }

  enter(phase: Phase): void {
    Atomics.store(this.#fields, PHASE, phase);
  }

  /** Operations that succeeded so far, of all threads. */
  get answered(): number {
    return Atomics.load(this.#fields, ANSWERED);
  }

  countAnswered(): void {
    Atomics.add(this.#fields, ANSWERED, 1);
  }
}
