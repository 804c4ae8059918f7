import { invariant } from '../../src/base/invariant.ts';
import type { Decisions } from '../base/decisions.ts';
import { KeyedRandom, type Ppm, SITES, type Site } from '../base/keyed-random.ts';
import type { Schedule, Tie } from './schedule.ts';
import { PlayedStreams } from './streams.ts';

/** Of whatever a power cut may leave, nothing is left unless the schedule says so. */
const NOTHING: ReadonlySet<Site> = new Set([SITES.crashDirectory, SITES.crashStore]);
/** Keeps sizes that are drawn for a replay apart from those of any seed. */
const SALTED = 0x5a_17;
/** Calls begin something: what happens by itself is over by then. */
const CALL_RANK = 0x80_00_00_00;
const UNRANKED = CALL_RANK - 1;

/**
 * What a schedule says, at the times at which it says so; for all else what does no harm: no fault,
 * and the mean of what has a size. Nothing is drawn.
 */
export class ReplayedDecisions implements Decisions {
  readonly #clock: { readonly nowMicros: number };
  readonly #fates: PlayedStreams;
  readonly #measures: PlayedStreams;
  readonly #ranks: Map<string, number[]>;
  readonly #salted: KeyedRandom | null;

  constructor({ fates, measures, ties, salt }: Schedule, clock: { readonly nowMicros: number }) {
    this.#clock = clock;
    this.#fates = new PlayedStreams(fates);
    this.#measures = new PlayedStreams(measures);
    this.#ranks = ranksOf(ties);
    this.#salted = salt === undefined ? null : new KeyedRandom(salt, SALTED);
  }

  below(bound: number, site: Site, entity: number, count: number): number {
    if (site === SITES.operator) {
      // The seed of a node, decided once for it; equal ones would campaign at the same time for ever.
      const own = this.#salted?.below(bound, site, entity, count) ?? entity % bound;
      return this.#measures.once(site, entity) ?? own;
    }
    const usual = NOTHING.has(site)
      ? 0
      : (this.#salted?.below(bound, site, entity, count) ?? Math.floor(bound / 2));
    return Math.min(bound - 1, this.#measured(site, entity) ?? usual);
  }

  between(from: number, through: number, site: Site, entity: number, count: number): number {
    return from + this.below(through - from + 1, site, entity, count);
  }

  chance(probability: Ppm, site: Site, entity: number): boolean {
    return probability > 0 && this.#fates.happens(site, entity, this.#clock.nowMicros);
  }

  exponential(mean: number, site: Site, entity: number, count: number): number {
    const own = this.#salted?.exponential(mean, site, entity, count) ?? mean;
    return this.#measured(site, entity) ?? own;
  }

  tiebreak(_cause: number, _caused: number, atMicros: number, owner: number): number {
    const usual = owner === 0 ? CALL_RANK : UNRANKED;
    return this.#ranks.get(keyOf({ owner, atMicros }))?.shift() ?? usual;
  }

  choose(): number {
    invariant(false, 'a replay chooses nothing');
    return 0;
  }

  #measured(site: Site, entity: number): number | undefined {
    return this.#measures.value(site, entity, this.#clock.nowMicros);
  }
}

function ranksOf(ties: readonly Tie[]): Map<string, number[]> {
  const ranks = new Map<string, number[]>();
  for (const tie of ties) {
    const key = keyOf(tie);
    ranks.set(key, [...(ranks.get(key) ?? []), tie.rank]);
  }
  return ranks;
}

function keyOf({ owner, atMicros }: Pick<Tie, 'owner' | 'atMicros'>): string {
  return `${owner}@${atMicros}`;
}
