import type { Ppm, Site } from './keyed-random.ts';

/** Whoever decides in a run what nobody else does: chance, or the schedule of an earlier run. */
export interface Decisions {
  /** An integer in [0, bound). */
  below(bound: number, site: Site, entity: number, count: number): number;
  /** An integer in [from, through]. */
  between(from: number, through: number, site: Site, entity: number, count: number): number;
  chance(probability: Ppm, site: Site, entity: number, count: number): boolean;
  /** An integer with an exponential distribution of the given mean. */
  exponential(mean: number, site: Site, entity: number, count: number): number;
  /**
   * Orders an event of `atMicros` among those of the same time: the least is first.
   *
   * @param owner - whom a schedule knows the event by.
   */
  tiebreak(cause: number, caused: number, atMicros: number, owner: number): number;
  /** One choice in [0, bound) of those that make up a fault. */
  choose(bound: number, entity: number, count: number): number;
}
