import { join } from 'node:path';
import type { SituationsReport } from '../../reports/sweep/situations/situations-section.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { RunKey } from '../seeds/store-record.ts';
import { ingredientsOf } from '../situations/reachable.ts';
import type { SituationCounts } from '../situations/situation-counts.ts';
import { lineOf, SituationFile } from '../situations/situation-file.ts';
import { type SituationSummary, SituationTotals } from '../situations/situation-totals.ts';
import type { SweepCommand } from './sim-command.ts';
import { StoreFile } from './store-file.ts';

const WHAT = 'a file of situations';
/** Runs that have a line each before they are made one; a line has up to 100 KB. */
const FOLDED_RUNS = 500;

/** The situations that a sweep comes through, and the file beside the seed store that has them. */
export class SituationSession {
  /** With what the file had of the same runs by the same build. */
  readonly totals: SituationTotals;
  readonly #file: StoreFile;
  readonly #key: RunKey;
  /** Of this sweep alone. */
  readonly #own = new SituationTotals();
  readonly #isStory: boolean;

  /** @throws UsageError when the file cannot be read, written or understood */
  constructor({ store, choice }: SweepCommand, directory: string, key: RunKey) {
    this.#key = key;
    this.#isStory = choice.scenario !== null;
    const path = store === null ? join(directory, 'situations.jsonl') : pathBeside(store);
    this.#file = new StoreFile(path, store !== null);
    this.totals = this.#file.open(
      WHAT,
      (text, tellTorn) => new SituationFile(text, key, tellTorn).totals,
    );
  }

  /** The file as people read it. */
  get file(): string {
    return this.#file.name;
  }

  /** Lines for people about what was left out of the file. */
  get notices(): readonly string[] {
    return this.#file.notices;
  }

  note(seed: number, counts: SituationCounts, config: SimConfig): void {
    if (this.totals.has(seed)) {
      return;
    }
    const ingredients = ingredientsOf(config, this.#isStory);
    const alone = new SituationTotals();
    for (const totals of [alone, this.#own, this.totals]) {
      totals.addRun(seed, counts, ingredients);
    }
    this.#file.append(`${lineOf(this.#key, alone.record)}\n`);
    if (this.#own.runs % FOLDED_RUNS === 0) {
      this.#fold();
    }
  }

  /** Leaves one line for all runs of this sweep. */
  close(): void {
    this.#fold();
  }

  get summary(): SituationSummary & { readonly file: string } {
    return { ...this.totals.summary, file: this.file };
  }

  /** @param weights - what traits were worth to whoever chose the seeds by them */
  reportWith(weights: SituationsReport['weights']): SituationsReport {
    return { totals: this.totals, flags: this.#key.run, weights };
  }

  #fold(): void {
    this.#file.rewrite(WHAT, (text) => new SituationFile(text, this.#key).text(this.#own.record));
  }
}

function pathBeside(store: string): string {
  return `${store.endsWith('.jsonl') ? store.slice(0, -'.jsonl'.length) : store}.situations.jsonl`;
}
