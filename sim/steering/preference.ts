/** The ridge: the more it is, the less a single run is believed. */
const DOUBT = 0.1;

/**
 * What each trait is worth: linear least squares over what runs were worth, held back towards zero
 * (ridge regression). Traits that come together share the merit.
 *
 * @param runs - the traits of each run
 * @param worth - what each of them was worth
 */
export function weighTraits(
  runs: readonly (readonly string[])[],
  worth: readonly number[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  const mean = worth.reduce((sum, each) => sum + each, 0) / Math.max(1, worth.length);
  const shares = solve(
    similarities(runs),
    worth.map((each) => each - mean),
  );
  for (const [at, traits] of runs.entries()) {
    for (const trait of traits) {
      const share = (shares[at] as number) / traits.length;
      weights.set(trait, (weights.get(trait) ?? 0) + share);
    }
  }
  return weights;
}

/** The share of traits that each two runs have in common, up to the diagonal, where doubt is added. */
function similarities(runs: readonly (readonly string[])[]): number[][] {
  const sets = runs.map((traits) => new Set(traits));
  return runs.map((traits, i) =>
    runs.slice(0, i + 1).map((other, j) => {
      const mine = sets[i] as ReadonlySet<string>;
      const shared = i === j ? traits.length : other.filter((trait) => mine.has(trait)).length;
      return shared / Math.max(1, traits.length) + (i === j ? DOUBT : 0);
    }),
  );
}

/** Solves a symmetric, positive definite system of which the lower half is given (Cholesky). */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const lower: number[][] = [];
  for (let i = 0; i < size; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let sum = (matrix[i] as readonly number[])[j] as number;
      const other = i === j ? row : (lower[j] as number[]);
      for (let k = 0; k < j; k++) {
        sum -= (row[k] as number) * (other[k] as number);
      }
      row.push(i === j ? Math.sqrt(Math.max(sum, Number.EPSILON)) : sum / (other[j] as number));
    }
    lower.push(row);
  }
  const halfway = right.map((_) => 0);
  for (let i = 0; i < size; i++) {
    const row = lower[i] as number[];
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) {
      sum -= (row[k] as number) * (halfway[k] as number);
    }
    halfway[i] = sum / (row[i] as number);
  }
  const solution = halfway.map((_) => 0);
  for (let i = size - 1; i >= 0; i--) {
    let sum = halfway[i] as number;
    for (let k = i + 1; k < size; k++) {
      sum -= ((lower[k] as number[])[i] as number) * (solution[k] as number);
    }
    solution[i] = sum / ((lower[i] as number[])[i] as number);
  }
  return solution;
}
