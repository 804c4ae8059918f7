/** How often what happened: positions and counts in turn, by rising position, none of them 0. */
export type SparseCounts = readonly number[];

/** What one run came through. */
export interface SituationCounts {
  /** By cell (`situationOf`); a transition counts once for each fault in force. */
  readonly cells: SparseCounts;
  /** By transition, then by role. */
  readonly transitions: SparseCounts;
}

export function sparse(counts: Uint32Array | Float64Array): SparseCounts {
  const pairs: number[] = [];
  for (const [position, count] of counts.entries()) {
    if (count > 0) {
      pairs.push(position, count);
    }
  }
  return pairs;
}

export function forEachCount(
  pairs: SparseCounts,
  take: (position: number, count: number) => void,
): void {
  for (let at = 0; at < pairs.length; at += 2) {
    take(pairs[at] as number, pairs[at + 1] as number);
  }
}

/** The positions alone. */
export function positionsIn(pairs: SparseCounts): number[] {
  return pairs.filter((_, at) => at % 2 === 0);
}
