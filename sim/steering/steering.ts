import { weighTraits } from './preference.ts';

/** Runs that are remembered; older ones say little that these do not. */
const RUNS_REMEMBERED = 200;
/** Before as many runs there is nothing to go by. */
const RUNS_FIRST = 8;
/** Each run of so many is the next one in plain order: what is believed must be able to be wrong. */
const PLAIN_EVERY = 4;
/** What traits are worth is found out anew when as much was learnt as the runs remembered over this. */
const FITS = 32;
/** Candidates that one is chosen from. */
export const CANDIDATES = 256;

interface Seen {
  readonly traits: readonly string[];
  readonly cells: readonly number[];
}

/**
 * Chooses which seeds to run first: those whose configurations look like those of runs that came into
 * situations which few runs come into. A seed stands for the same run whoever chose it.
 */
export class Steering {
  readonly #traitsOf: (seed: number) => readonly string[];
  readonly #runsAt: (cell: number) => number;
  readonly #known = new Map<number, readonly string[]>();
  #seen: Seen[] = [];
  #weights: ReadonlyMap<string, number> = new Map();
  #learnt = 0;
  #fittedAt = 0;
  #chosen = 0;

  /**
   * @param traitsOf - of the run that a seed stands for
   * @param runsAt - how many runs, of those that were learnt of and earlier ones, reached a cell
   */
  constructor(traitsOf: (seed: number) => readonly string[], runsAt: (cell: number) => number) {
    this.#traitsOf = traitsOf;
    this.#runsAt = runsAt;
  }

  /** The position of the candidate to run next; `candidates` are by rising number, and not none. */
  choose(candidates: readonly number[]): number {
    this.#chosen++;
    if (this.#learnt < RUNS_FIRST || this.#chosen % PLAIN_EVERY === 0) {
      return 0;
    }
    this.#fit();
    let best = 0;
    let bestWorth = Number.NEGATIVE_INFINITY;
    for (const [at, seed] of candidates.entries()) {
      const worth = this.#expected(seed);
      if (worth > bestWorth) {
        best = at;
        bestWorth = worth;
      }
    }
    return best;
  }

  /** @param cells - those that the run of `seed` came through */
  learn(seed: number, cells: readonly number[]): void {
    this.#learnt++;
    this.#seen.push({ traits: this.#traits(seed), cells });
    this.#seen = this.#seen.slice(-RUNS_REMEMBERED);
    this.#known.delete(seed);
  }

  /** What traits are worth, the best first. */
  get weights(): readonly (readonly [trait: string, weight: number])[] {
    this.#fittedAt = 0;
    this.#fit();
    return [...this.#weights].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  }

  #fit(): void {
    if ((this.#learnt - this.#fittedAt) * FITS < this.#seen.length) {
      return;
    }
    this.#fittedAt = this.#learnt;
    // A cell that everybody reaches is worth nothing; one that a single run reached, that run alone.
    const worth = this.#seen.map(({ cells }) =>
      cells.reduce((sum, cell) => sum + 1 / Math.max(1, this.#runsAt(cell)), 0),
    );
    this.#weights = weighTraits(
      this.#seen.map(({ traits }) => traits),
      worth,
    );
  }

  #expected(seed: number): number {
    return this.#traits(seed).reduce((sum, trait) => sum + (this.#weights.get(trait) ?? 0), 0);
  }

  #traits(seed: number): readonly string[] {
    let traits = this.#known.get(seed);
    if (traits === undefined) {
      traits = this.#traitsOf(seed);
      this.#known.set(seed, traits);
    }
    return traits;
  }
}
