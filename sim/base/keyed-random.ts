import { mix32 } from '../../src/base/hash.ts';
import type { Decisions } from './decisions.ts';

/** Where in the simulator a decision is made; the number never changes, or old seeds change. */
export const SITES = {
  tiebreak: 1,
  turnDelay: 2,
  latency: 3,
  loss: 4,
  duplicate: 5,
  duplicateLatency: 6,
  diskLatency: 7,
  crashWrite: 8,
  crashTear: 9,
  crashDirectory: 10,
  clientThink: 11,
  clientChoice: 12,
  clientLatency: 13,
  faultTime: 14,
  faultChoice: 15,
  operator: 16,
  peerDown: 17,
  clog: 18,
  tail: 19,
  crashGarbage: 20,
  slowDisk: 21,
  clientRetry: 22,
  diskFault: 23,
  crashPoint: 24,
  peerUp: 30,
  versions: 31,
  swizzle: 32,
  clientRead: 40,
  corrupt: 41,
  corruptBit: 42,
  storeLatency: 60,
  storeStall: 61,
  crashStore: 62,
  crashStoreHole: 63,
  failedSync: 50,
  shortRead: 51,
  syncStrike: 52,
  cutImage: 53,
  lostSync: 54,
  effectPoint: 55,
  quiet: 56,
} as const;

export type Site = (typeof SITES)[keyof typeof SITES];

/** Parts per million: how probabilities are written, so that no decision rounds. */
export type Ppm = number;

export const PPM = 1_000_000;

/**
 * Decisions as a function of what they are about: the seed, the place in the code, the entity and
 * how many decisions that entity has had there. One more decision somewhere moves no other.
 */
export class KeyedRandom implements Decisions {
  readonly #root: number;

  constructor(rootHigh: number, rootLow: number) {
    this.#root = mix32(rootHigh, rootLow, 0x5e_ed);
  }

  /** 32 bits. */
  u32(site: Site, entity: number, count: number): number {
    return mix32(this.#root, site, entity, count);
  }

  /** An integer in [0, bound). */
  below(bound: number, site: Site, entity: number, count: number): number {
    return Math.floor((this.u32(site, entity, count) / 2 ** 32) * bound);
  }

  /** An integer in [from, through]. */
  between(from: number, through: number, site: Site, entity: number, count: number): number {
    return from + this.below(through - from + 1, site, entity, count);
  }

  chance(probability: Ppm, site: Site, entity: number, count: number): boolean {
    return probability > 0 && this.below(PPM, site, entity, count) < probability;
  }

  /** An integer with an exponential distribution of the given mean. */
  exponential(mean: number, site: Site, entity: number, count: number): number {
    const draw = this.u32(site, entity, count);
    return Math.floor(mean * (QUANTILES[draw >>> 22] as number));
  }

  tiebreak(cause: number, caused: number): number {
    return this.u32(SITES.tiebreak, cause, caused);
  }

  choose(bound: number, entity: number, count: number): number {
    return this.below(bound, SITES.faultChoice, entity, count);
  }
}

/** -ln(1 - q) at 1,024 evenly spaced q: a thousandth of all draws is above seven times the mean. */
const QUANTILES = quantileTable(1024);

function quantileTable(steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, i) => -naturalLog(1 - (i + 0.5) / steps));
}

/**
 * ln(x) by repeated square roots: engines agree on every bit of `Math.sqrt`, not of `Math.log`.
 */
function naturalLog(x: number): number {
  const halvings = 24;
  let root = x;
  for (let i = 0; i < halvings; i++) {
    root = Math.sqrt(root);
  }
  // (r - 1) - (r - 1)² / 2 is ln(r) for r this close to 1.
  const small = root - 1;
  return (small - (small * small) / 2) * 2 ** halvings;
}
