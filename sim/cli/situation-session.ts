import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SituationsReport } from '../../reports/sweep/situations/situations-section.ts';
import { RaftLabError } from '../../src/base/errors.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import type { SimConfig } from '../config/sim-config.ts';
import type { RunKey } from '../seeds/store-record.ts';
import { ingredientsOf } from '../situations/reachable.ts';
import type { SituationCounts } from '../situations/situation-counts.ts';
import { lineOf, SituationFile } from '../situations/situation-file.ts';
import { type SituationSummary, SituationTotals } from '../situations/situation-totals.ts';
import type { SweepCommand } from './sim-command.ts';

/** The situations that a sweep comes through, and the file beside the seed store that has them. */
export class SituationSession {
  /** With what the file had of the same runs by the same build. */
  readonly totals: SituationTotals;
  readonly #path: string;
  readonly #key: RunKey;
  readonly #file: SituationFile;
  /** Of this sweep alone. */
  readonly #own = new SituationTotals();
  readonly #isStory: boolean;

  /** @throws UsageError when the file cannot be read, written or understood */
  constructor({ store, choice }: SweepCommand, directory: string, key: RunKey) {
    this.#key = key;
    this.#isStory = choice.scenario !== null;
    this.#path = store === null ? join(directory, 'situations.jsonl') : pathBeside(store);
    if (store === null) {
      rmSync(this.#path, { force: true });
    }
    this.#file = read(this.#path, key);
    this.totals = this.#file.totals;
    this.#append('');
  }

  /** The file as people read it. */
  get file(): string {
    return shortPath(this.#path);
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
    this.#append(`${lineOf(this.#key, alone.record)}\n`);
  }

  /** Leaves one line for all runs of this sweep. */
  close(): void {
    const temporary = `${this.#path}.tmp`;
    writeFileSync(temporary, this.#file.text(this.#own.record));
    renameSync(temporary, this.#path);
  }

  get summary(): SituationSummary & { readonly file: string } {
    return { ...this.totals.summary, file: this.file };
  }

  /** @param weights - what traits were worth to whoever chose the seeds by them */
  reportWith(weights: SituationsReport['weights']): SituationsReport {
    return { totals: this.totals, flags: this.#key.run, weights };
  }

  #append(text: string): void {
    try {
      appendFileSync(this.#path, text);
    } catch (error) {
      throw badValue('--store', this.#path, `a file that can be written (${reasonOf(error)})`);
    }
  }
}

function pathBeside(store: string): string {
  return `${store.endsWith('.jsonl') ? store.slice(0, -'.jsonl'.length) : store}.situations.jsonl`;
}

function read(path: string, key: RunKey): SituationFile {
  try {
    return new SituationFile(existsSync(path) ? readFileSync(path, 'utf8') : '', key);
  } catch (error) {
    const expected = error instanceof RaftLabError ? 'a file of situations' : 'a file';
    throw badValue('--store', path, `${expected} that can be read (${reasonOf(error)})`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
