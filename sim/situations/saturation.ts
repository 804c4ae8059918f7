/** How many cells runs reach as they become more, and what further ones would add. */
export interface Saturation {
  /** Cells that so many of the runs reach, on average over every choice of them. */
  readonly curve: readonly { readonly runs: number; readonly cells: number }[];
  /** New cells that one run more is expected to reach, after Good and Turing. */
  readonly nextRun: number;
  /** Cells that runs like these reach at the least, were there enough of them: Chao's second bound. */
  readonly atLeast: number;
}

/**
 * Computed from how many runs reached each cell alone, so the order of the runs does not matter.
 *
 * @param runsOf - for each cell that was reached, how many of the `runs` did.
 */
export function saturationOf(runsOf: readonly number[], runs: number): Saturation {
  const cellsBy = new Map<number, number>();
  for (const reachedBy of runsOf) {
    cellsBy.set(reachedBy, (cellsBy.get(reachedBy) ?? 0) + 1);
  }
  const once = cellsBy.get(1) ?? 0;
  const twice = cellsBy.get(2) ?? 0;
  const unseen = twice > 0 ? once ** 2 / (2 * twice) : (once * (once - 1)) / 2;
  const share = runs === 0 ? 0 : (runs - 1) / runs;
  return {
    curve: sizesUpTo(runs).map((size) => ({
      runs: size,
      cells: Math.round(cellsAmong(size, runs, cellsBy)),
    })),
    nextRun: runs === 0 ? 0 : once / runs,
    atLeast: runsOf.length + Math.round(share * unseen),
  };
}

/** Shares below it change no rounded number of cells. */
const NEGLIGIBLE = 1e-9;

/** 1, 2, 5, 10, 20, … below `runs`, and `runs`. */
function sizesUpTo(runs: number): number[] {
  const sizes: number[] = [];
  for (let decade = 1; decade < runs; decade *= 10) {
    sizes.push(...[decade, 2 * decade, 5 * decade].filter((size) => size < runs));
  }
  return runs === 0 ? [] : [...sizes, runs];
}

/** A cell is missed by `size` of the runs if all of them are among those that did not reach it. */
function cellsAmong(size: number, runs: number, cellsBy: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [reachedBy, cells] of cellsBy) {
    sum += cells * (1 - missedShare(size, runs, reachedBy));
  }
  return sum;
}

/** The share of all choices of `size` out of `runs` without any of `reachedBy` certain ones. */
function missedShare(size: number, runs: number, reachedBy: number): number {
  let share = 1;
  for (let taken = 0; taken < size && share > NEGLIGIBLE; taken++) {
    share *= Math.max(0, runs - reachedBy - taken) / (runs - taken);
  }
  return share;
}
