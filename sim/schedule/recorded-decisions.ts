import type { Decisions } from '../base/decisions.ts';
import { type Ppm, SITES, type Site } from '../base/keyed-random.ts';
import type { Schedule } from './schedule.ts';
import { GrowingStreams } from './streams.ts';

/** What the schedule says in words of its own: strokes, and what clients began. */
const TOLD_OTHERWISE: ReadonlySet<Site> = new Set([
  SITES.faultTime,
  SITES.crashPoint,
  SITES.syncStrike,
  SITES.clientThink,
  SITES.clientChoice,
]);

/** Chance as it is, written down. */
export class RecordedDecisions implements Decisions {
  readonly #chance: Decisions;
  readonly #clock: { readonly nowMicros: number };
  readonly #fates = new GrowingStreams();
  readonly #measures = new GrowingStreams();

  constructor(chance: Decisions, clock: { readonly nowMicros: number }) {
    this.#chance = chance;
    this.#clock = clock;
  }

  get streams(): Pick<Schedule, 'fates' | 'measures'> {
    return { fates: this.#fates.streams, measures: this.#measures.streams };
  }

  below(bound: number, site: Site, entity: number, count: number): number {
    return this.#measured(site, entity, this.#chance.below(bound, site, entity, count));
  }

  between(from: number, through: number, site: Site, entity: number, count: number): number {
    return from + this.below(through - from + 1, site, entity, count);
  }

  chance(probability: Ppm, site: Site, entity: number, count: number): boolean {
    const happens = this.#chance.chance(probability, site, entity, count);
    if (probability > 0 && !TOLD_OTHERWISE.has(site)) {
      this.#fates.noteChance(site, entity, this.#clock.nowMicros, happens);
    }
    return happens;
  }

  exponential(mean: number, site: Site, entity: number, count: number): number {
    return this.#measured(site, entity, this.#chance.exponential(mean, site, entity, count));
  }

  tiebreak(cause: number, caused: number, atMicros: number, owner: number): number {
    return this.#chance.tiebreak(cause, caused, atMicros, owner);
  }

  choose(bound: number, entity: number, count: number): number {
    return this.#chance.choose(bound, entity, count);
  }

  #measured(site: Site, entity: number, value: number): number {
    if (!TOLD_OTHERWISE.has(site)) {
      this.#measures.note(site, entity, this.#clock.nowMicros, value);
    }
    return value;
  }
}
