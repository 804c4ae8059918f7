/** The value below which the share `p` of `sorted` lies (nearest rank); 0 of nothing. */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  const rank = Math.ceil(p * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] ?? 0;
}

/** The middle value; the lower of the two middle ones, so that it is a value that was measured. */
export function median(values: readonly number[]): number {
  return percentile([...values].sort(ascending), 0.5);
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The element whose `metric` is the median; undefined of nothing. */
export function medianBy<T>(items: readonly T[], metric: (item: T) => number): T | undefined {
  const sorted = [...items].sort((a, b) => metric(a) - metric(b));
  return sorted[Math.max(Math.ceil(sorted.length / 2), 1) - 1];
}

function ascending(a: number, b: number): number {
  return a - b;
}
