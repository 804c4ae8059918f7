import { setTimeout } from 'node:timers/promises';

const READY = 0;
const STARTED = 1;
const WAIT_MS_MAX = 30_000;
const POLL_MS = 2;

/** Lets threads start together: each says that it is ready and sleeps until all are sent off. */
export class StartLine {
  readonly #state: Int32Array<SharedArrayBuffer>;

  /** @param state - shared by all threads; a fresh one when absent. */
  constructor(state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))) {
    this.#state = state;
  }

  /** What another thread needs to stand at the same line. */
  get state(): Int32Array<SharedArrayBuffer> {
    return this.#state;
  }

  /** Blocks the calling thread until it may start. */
  waitForStart(): void {
    Atomics.add(this.#state, READY, 1);
    if (Atomics.wait(this.#state, STARTED, 0, WAIT_MS_MAX) === 'timed-out') {
      throw new Error('the other threads were not ready in time');
    }
  }

  /** Starts everybody once `threads` are ready. */
  async startWhenReady(threads: number, signal: AbortSignal): Promise<void> {
    while (Atomics.load(this.#state, READY) < threads) {
      await setTimeout(POLL_MS, undefined, { signal });
    }
    this.start();
  }

  /** Lets go of everybody who waits. */
  start(): void {
    Atomics.store(this.#state, STARTED, 1);
    Atomics.notify(this.#state, STARTED);
  }
}
