import { present } from '../../src/base/invariant.ts';
import type { Choice, Thing } from '../schedule/schedule.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { World } from '../world/world.ts';
import { FAULT_CODES, type FaultCode } from './fault-codes.ts';

/**
 * The choices of one stroke: each drawn under a key of its own, and noted once the stroke takes place;
 * or given by a schedule.
 */
export class Choose {
  readonly #world: World;
  readonly #entity: FaultCode;
  #choices: number;
  readonly #given: readonly Choice[] | null;
  #taken = 0;
  #notes: Choice[] | null = null;

  /** @param given - in place of what would be drawn. */
  constructor(
    world: World,
    code: FaultCode,
    count: number,
    given: readonly Choice[] | null = null,
  ) {
    this.#world = world;
    this.#entity = code;
    this.#choices = count * 64;
    this.#given = given;
  }

  /** The stroke happens now: what is chosen from here on says what it is. */
  takePlace(host: SimHost | null = null): this {
    const { journal, nowMicros } = this.#world;
    const atMicros = nowMicros;
    const fault = faultNameOf(this.#entity);
    this.#notes = journal?.strikes({ atMicros, fault, host: host?.ordinal ?? null }) ?? null;
    return this;
  }

  below(bound: number): number {
    const given = this.#next();
    const told = typeof given === 'number' ? Math.min(given, bound - 1) : Math.floor(bound / 2);
    return this.#noted(given === undefined ? this.#draw(bound) : told, (value) => value);
  }

  between(from: number, through: number): number {
    return from + this.below(through - from + 1);
  }

  chance(ppm: number): boolean {
    const given = this.#next();
    const happens = given === undefined ? this.#draw(1_000_000) < ppm : given === true;
    return this.#noted(happens, (value) => value);
  }

  oneOf<T>(choices: readonly T[]): T | undefined {
    const given = this.#next();
    const chosen =
      given === undefined
        ? choices[this.#draw(choices.length)]
        : choices.find((choice, at) => nameOf(choice, at) === given);
    return this.#noted(chosen, (one) =>
      one === undefined ? null : nameOf(one, choices.indexOf(one)),
    );
  }

  /** All of `items` in a random order. */
  shuffled<T>(items: readonly T[]): T[] {
    const given = this.#next();
    const order = given === undefined ? this.#shuffle(items) : ordered(items, given);
    return this.#noted(order, (all) => all.map((item) => nameOf(item, items.indexOf(item))));
  }

  /** Whom the state of the cluster has chosen; a schedule names the one that it was then. */
  victim(host: SimHost | undefined): SimHost | undefined {
    const given = this.#next();
    const chosen =
      given === undefined ? host : this.#world.machines.find(({ ordinal }) => ordinal === given);
    return this.#noted(chosen, (one) => one?.ordinal ?? null);
  }

  #shuffle<T>(items: readonly T[]): T[] {
    const rest = [...items];
    const order: T[] = [];
    while (rest.length > 0) {
      order.push(...rest.splice(this.#draw(rest.length), 1));
    }
    return order;
  }

  #draw(bound: number): number {
    return this.#world.random.choose(bound, this.#entity, this.#choices++);
  }

  /** The next given choice: null when there is none left, undefined when choices are drawn. */
  #next(): Choice | undefined {
    return this.#given === null ? undefined : (this.#given[this.#taken++] ?? null);
  }

  #noted<T>(value: T, describe: (value: T) => Choice): T {
    this.#notes?.push(describe(value));
    return value;
  }
}

function faultNameOf(code: FaultCode): keyof typeof FAULT_CODES {
  const names = Object.keys(FAULT_CODES) as (keyof typeof FAULT_CODES)[];
  return present(
    names.find((name) => FAULT_CODES[name] === code),
    'a code has a name',
  );
}

/** What stands for a thing in a schedule: the number of a machine, the place of some bytes or of a strike, or `at`. */
function nameOf(thing: unknown, at: number): Thing {
  if (typeof thing === 'number' || typeof thing === 'string') {
    return thing;
  }
  const { ordinal, file, offset, kind, side } = (thing ?? {}) as {
    readonly ordinal?: number;
    readonly kind?: string;
    readonly side?: string;
    readonly file?: string;
    readonly offset?: number;
  };
  if (kind !== undefined && side !== undefined) {
    return `${side} ${kind}`;
  }
  return ordinal ?? (file === undefined ? at : `${file}@${offset ?? 0}`);
}

/** Those that are named first, in that order; then the others. */
function ordered<T>(items: readonly T[], given: Choice): T[] {
  const names = Array.isArray(given) ? (given as readonly Thing[]) : [];
  const place = (item: T) => {
    const at = names.indexOf(nameOf(item, items.indexOf(item)));
    return at < 0 ? names.length : at;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}
