import { SITES } from '../base/keyed-random.ts';
import type { Choice } from '../schedule/schedule.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { World } from '../world/world.ts';
import { Choose } from './choose.ts';
import type { FaultCode } from './fault-codes.ts';

/** Whatever brings a kind of fault, and can bring it again as a schedule says. */
export interface Striker {
  readonly code: FaultCode;
  /** @param host - whom it befalls, where the moment chose it. */
  repeat(choices: readonly Choice[], host: SimHost | undefined): void;
}

/** Strikes again and again, at random times, until it is stopped. */
export class FaultClock implements Striker {
  readonly #world: World;
  readonly code: FaultCode;
  readonly #meanMicros: number;
  readonly #strike: (choose: Choose) => void;
  #count = 0;
  #isStopped = false;

  constructor(world: World, code: FaultCode, meanMicros: number, strike: (choose: Choose) => void) {
    this.#world = world;
    this.code = code;
    this.#meanMicros = meanMicros;
    this.#strike = strike;
  }

  start(): void {
    if (this.#meanMicros > 0) {
      this.#schedule();
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Strikes now, as a schedule says. */
  repeat(choices: readonly Choice[]): void {
    if (!this.#isStopped) {
      this.#strike(new Choose(this.#world, this.code, 0, choices));
    }
  }

  #schedule(): void {
    const count = ++this.#count;
    const { random, nowMicros } = this.#world;
    const pause = random.exponential(this.#meanMicros, SITES.faultTime, this.code, count);
    this.#world.at(nowMicros + pause, () => {
      if (!this.#isStopped) {
        this.#strike(new Choose(this.#world, this.code, count).takePlace());
        this.#schedule();
      }
    });
  }
}
