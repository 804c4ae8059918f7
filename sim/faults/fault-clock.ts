import { SITES } from '../base/keyed-random.ts';
import type { World } from '../world/world.ts';

/** The number of a kind of fault in keys and in the hash; it never changes. */
export const FAULT_CODES = {
  crash: 1,
  restart: 2,
  pause: 3,
  resume: 4,
  partition: 5,
  mend: 6,
  clog: 7,
  spike: 8,
  transfer: 9,
  membership: 10,
  crashPoint: 11,
  diskDamage: 20,
  diskFull: 21,
  syncStrike: 22,
  memberStorm: 30,
  clockJump: 40,
  clockSkew: 41,
  wipe: 42,
  division: 43,
  clientCut: 44,
  swizzle: 45,
  effectPoint: 46,
} as const;

export type FaultCode = (typeof FAULT_CODES)[keyof typeof FAULT_CODES];

/** Strikes again and again, at random times, until it is stopped. */
export class FaultClock {
  readonly #world: World;
  readonly #code: FaultCode;
  readonly #meanMicros: number;
  readonly #strike: (choose: Choose) => void;
  #count = 0;
  #isStopped = false;

  constructor(world: World, code: FaultCode, meanMicros: number, strike: (choose: Choose) => void) {
    this.#world = world;
    this.#code = code;
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

  #schedule(): void {
    const count = ++this.#count;
    const { random, nowMicros } = this.#world;
    const pause = random.exponential(this.#meanMicros, SITES.faultTime, this.#code, count);
    this.#world.at(nowMicros + pause, () => {
      if (!this.#isStopped) {
        this.#strike(new Choose(this.#world, this.#code, count));
        this.#schedule();
      }
    });
  }
}

/** The choices of one stroke, each under a key of its own. */
export class Choose {
  readonly #world: World;
  readonly #entity: number;
  #choices: number;

  constructor(world: World, code: FaultCode, count: number) {
    this.#world = world;
    this.#entity = code;
    this.#choices = count * 64;
  }

  below(bound: number): number {
    return this.#world.random.below(bound, SITES.faultChoice, this.#entity, this.#choices++);
  }

  between(from: number, through: number): number {
    return from + this.below(through - from + 1);
  }

  chance(ppm: number): boolean {
    return this.below(1_000_000) < ppm;
  }

  oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }

  /** All of `items` in a random order. */
  shuffled<T>(items: readonly T[]): T[] {
    const rest = [...items];
    const order: T[] = [];
    while (rest.length > 0) {
      order.push(...rest.splice(this.below(rest.length), 1));
    }
    return order;
  }
}
