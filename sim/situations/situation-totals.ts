import { SeedSet } from '../seeds/seed-set.ts';
import { CELLS, DIMENSIONS, TRANSITIONS } from './dimensions.ts';
import { type Ingredient, reachableCells } from './reachable.ts';
import { type Saturation, saturationOf } from './saturation.ts';
import {
  forEachCount,
  type SituationCounts,
  type SparseCounts,
  sparse,
} from './situation-counts.ts';

/** Seeds that are kept as examples of a cell, the lowest. */
export const EXAMPLES_KEPT = 3;
/** Of the runs, a cell is rare that fewer reach. */
const RARE_SHARE = 1 / 20;

/** A cell, how many runs reached it, how many transitions it saw, and seeds that show it. */
export interface ReachedCell {
  readonly cell: number;
  readonly runs: number;
  readonly transitions: number;
  /** By rising number. */
  readonly seeds: readonly number[];
}

/** Sums over runs, as files hold them. */
export interface SituationRecord {
  readonly seeds: SeedSet;
  readonly ingredients: readonly Ingredient[];
  /** By rising cell. */
  readonly cells: readonly ReachedCell[];
  readonly transitions: SparseCounts;
}

/** The numbers of a sweep's JSON line. */
export interface SituationSummary {
  /** Runs that were counted, those of the store included. */
  readonly runs: number;
  /** Cells that these runs can reach, as far as is known. */
  readonly reachable: number;
  readonly reached: number;
  /** Reached by fewer than one run in twenty, or by one. */
  readonly rare: number;
  readonly transitions: number;
  /** Cells that were held to be impossible, and were reached. */
  readonly unexpected: number;
  /** Of the cells that these runs can reach. */
  readonly saturation: Saturation;
}

/** Which cells runs came through, in whatever order the runs end. */
export class SituationTotals {
  readonly #seeds = new SeedSet();
  readonly #ingredients = new Set<Ingredient>();
  readonly #runs = new Uint32Array(CELLS);
  readonly #counts = new Float64Array(CELLS);
  readonly #examples = new Map<number, number[]>();
  readonly #transitions = new Float64Array(TRANSITIONS.length * DIMENSIONS.role.length);

  addRun(seed: number, counts: SituationCounts, ingredients: Iterable<Ingredient>): void {
    this.#seeds.add(seed);
    for (const ingredient of ingredients) {
      this.#ingredients.add(ingredient);
    }
    forEachCount(counts.cells, (cell, transitions) =>
      this.#addCell({ cell, runs: 1, transitions, seeds: [seed] }),
    );
    this.#addTransitions(counts.transitions);
  }

  /** Of other runs than those that were added before. */
  addRecord(record: SituationRecord): void {
    this.#seeds.addAll(record.seeds);
    for (const ingredient of record.ingredients) {
      this.#ingredients.add(ingredient);
    }
    for (const cell of record.cells) {
      this.#addCell(cell);
    }
    this.#addTransitions(record.transitions);
  }

  get runs(): number {
    return this.#seeds.size;
  }

  has(seed: number): boolean {
    return this.#seeds.has(seed);
  }

  get ingredients(): ReadonlySet<Ingredient> {
    return this.#ingredients;
  }

  /** Runs that reached `cell`. */
  runsAt(cell: number): number {
    return this.#runs[cell] as number;
  }

  isRare(cell: number): boolean {
    const runs = this.runsAt(cell);
    return runs > 0 && (runs === 1 || runs < this.runs * RARE_SHARE);
  }

  get record(): SituationRecord {
    const cells = [...this.#examples].map(([cell, seeds]) => ({
      cell,
      runs: this.runsAt(cell),
      transitions: this.#counts[cell] as number,
      seeds,
    }));
    return {
      seeds: this.#seeds,
      ingredients: [...this.#ingredients].sort(),
      cells: cells.sort((a, b) => a.cell - b.cell),
      transitions: sparse(this.#transitions),
    };
  }

  get summary(): SituationSummary {
    const reachable = new Set(reachableCells(this.#ingredients));
    const reached = [...this.#examples.keys()];
    const expected = reached.filter((cell) => reachable.has(cell));
    return {
      runs: this.runs,
      reachable: reachable.size,
      reached: expected.length,
      rare: reached.filter((cell) => this.isRare(cell)).length,
      transitions: this.#transitions.reduce((sum, count) => sum + count, 0),
      unexpected: reached.length - expected.length,
      saturation: saturationOf(
        expected.map((cell) => this.runsAt(cell)),
        this.runs,
      ),
    };
  }

  #addCell({ cell, runs, transitions, seeds }: ReachedCell): void {
    this.#runs[cell] = this.runsAt(cell) + runs;
    this.#counts[cell] = (this.#counts[cell] as number) + transitions;
    const known = this.#examples.get(cell) ?? [];
    const examples = [...known, ...seeds].sort((a, b) => a - b).slice(0, EXAMPLES_KEPT);
    this.#examples.set(cell, examples);
  }

  #addTransitions(transitions: SparseCounts): void {
    forEachCount(transitions, (position, count) => {
      this.#transitions[position] = (this.#transitions[position] as number) + count;
    });
  }
}
