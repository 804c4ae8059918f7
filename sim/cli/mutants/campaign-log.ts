import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendLines } from '../append-lines.ts';
import type { MutantRun } from './score.ts';

/** What the file of a campaign is called in its directory. */
const RUNS_FILE = 'runs.jsonl';

/**
 * The runs of a campaign in a file, one line of JSON each: what was run is not run again when the
 * campaign goes on. Files of several machines can be put one behind the other.
 */
export class CampaignLog {
  readonly #file: string;
  readonly #runs: MutantRun[] = [];

  /** @throws Error naming file and line when a line is no run */
  constructor(directory: string) {
    this.#file = join(directory, RUNS_FILE);
    if (existsSync(this.#file)) {
      // Nothing is added but an end to the last line.
      appendLines(this.#file, '');
      const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
      lines.forEach((line, at) => {
        this.#runs.push(this.#parsed(line, at + 1));
      });
    }
  }

  /** The runs of this very build of the mutant, by their places. */
  runsOf(mutant: string, digest: string): MutantRun[] {
    const own = this.#runs.filter((run) => run.mutant === mutant && run.digest === digest);
    return [...new Map(own.map((run) => [run.run, run])).values()].sort((a, b) => a.run - b.run);
  }

  add(run: MutantRun): void {
    this.#runs.push(run);
    appendLines(this.#file, `${JSON.stringify(run)}\n`);
  }

  #parsed(line: string, number: number): MutantRun {
    try {
      return JSON.parse(line) as MutantRun;
    } catch (error) {
      throw new Error(`${this.#file}, line ${number}: expected the JSON of a run`, {
        cause: error,
      });
    }
  }
}
