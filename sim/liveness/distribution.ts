/** Upper bounds of the bars of a histogram: each twice the one before. */
export const DOUBLINGS: readonly number[] = Array.from({ length: 17 }, (_, i) => 2 ** i);

/** Many numbers, by their quantiles (nearest rank) and by how many lie where. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** How many are at most 1, at most 2 but more than 1, at most 4 and so on; the last: more than 65,536. */
  readonly doublings: readonly number[];
}

/** Zeros where there are none. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => round(sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1]);
  const doublings = Array.from({ length: DOUBLINGS.length + 1 }, () => 0);
  for (const value of sorted) {
    const bar = DOUBLINGS.findIndex((bound) => value <= bound);
    const place = bar < 0 ? DOUBLINGS.length : bar;
    doublings[place] = (doublings[place] ?? 0) + 1;
  }
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), doublings };
}

function round(value = 0): number {
  return Number(value.toPrecision(4));
}
