import { join } from 'node:path';
import { SeedSet } from '../seeds/seed-set.ts';
import { type Passes, SeedStore } from '../seeds/seed-store.ts';
import { signatureOf } from '../seeds/signature.ts';
import { type RunKey, type StoreRecord, storeLine } from '../seeds/store-record.ts';
import { buildId } from './build-id.ts';
import { flagsOf } from './reproduce-run.ts';
import type { SweepCommand } from './sim-command.ts';
import { StoreFile } from './store-file.ts';
import type { EarlierResults } from './sweep-line.ts';
import type { SweepFailure } from './sweep-totals.ts';

const WHAT = 'a seed store';

/** A failing seed as the store has it, also of an earlier sweep. */
export interface StoredFailure {
  readonly seed: number;
  readonly exitCode: number;
  readonly signature: string;
}

/** A run of a sweep, besides what it came to. */
export interface NotedRun {
  readonly wallSeconds: number;
  /** Another process came to the same events. */
  readonly isCompared: boolean;
}

/**
 * The seeds that a sweep has to run, and the file that remembers which were run: what it has of the
 * same runs by the same build is not run again.
 */
export class SeedSession {
  readonly #file: StoreFile;
  readonly #key: RunKey;
  #store: SeedStore;
  /** Seeds that this sweep ran, and those of them that failed. */
  readonly #own = { run: new SeedSet(), failed: new SeedSet() };
  readonly #command: SweepCommand;
  readonly #passes: Passes;
  #next: number;
  /** Seeds to choose from that are not run yet, by rising number. */
  readonly #ahead: number[] = [];

  /** @throws UsageError when the file cannot be read, written or understood */
  constructor(command: SweepCommand, directory: string) {
    this.#command = command;
    this.#next = command.first;
    this.#passes = command.checksDeterminism ? 'compared' : 'passed';
    const path = command.store ?? join(directory, 'seeds.jsonl');
    this.#file = new StoreFile(path, command.store !== null);
    this.#store = this.#file.open(WHAT, SeedStore.read);
    this.#key = { run: flagsOf(command.choice).join(' '), ...buildId() };
  }

  /** The file as people read it. */
  get file(): string {
    return this.#file.name;
  }

  /** Lines for people about what was left out of the file. */
  get notices(): readonly string[] {
    return this.#file.notices;
  }

  /** How runs are named in files. */
  get key(): RunKey {
    return this.#key;
  }

  /** The next seed that nobody has run; null when there is none. */
  take(): number | null {
    return this.takeChosen(1, () => 0);
  }

  /** One of the next `candidates` seeds that nobody has run, as `choose` says; null without any. */
  takeChosen(candidates: number, choose: (seeds: readonly number[]) => number): number | null {
    for (; this.#ahead.length < candidates && this.#next <= this.#command.last; this.#next++) {
      if (!this.#store.isDone(this.#key, this.#next, this.#passes)) {
        this.#ahead.push(this.#next);
      }
    }
    return this.#ahead.length === 0
      ? null
      : (this.#ahead.splice(choose(this.#ahead), 1)[0] ?? null);
  }

  /** Seeds without a result. */
  left(): number {
    const { first, last } = this.#command;
    const failed = this.failures().length;
    return last - first + 1 - this.passes() - failed;
  }

  /** Those that count: where every run is to be compared, those that were. */
  passes(): number {
    return this.#store.passed(this.#key, this.#passes).count(this.#command);
  }

  /** By rising seed. */
  failures(): StoredFailure[] {
    const { first, last } = this.#command;
    return this.#store
      .failed(this.#key)
      .flatMap(({ seeds, exitCode, signature }) =>
        [...seeds].map((seed) => ({ seed, exitCode, signature })),
      )
      .filter(({ seed }) => seed >= first && seed <= last)
      .sort((a, b) => a.seed - b.seed);
  }

  /** What others ran of these seeds, before this sweep or beside it, as far as the store has it. */
  others(): EarlierResults {
    const passed = this.#store.passed(this.#key, this.#passes);
    for (const seed of this.#own.run) {
      passed.delete(seed);
    }
    return {
      passed: passed.count(this.#command),
      failures: this.failures().filter(({ seed }) => !this.#own.failed.has(seed)),
    };
  }

  /** @param failure - null when the run passed */
  note(seed: number, run: NotedRun, failure: SweepFailure | null): void {
    const record = this.#recordOf(seed, run, failure);
    this.#store.add(record);
    this.#own.run.add(seed);
    if (failure !== null) {
      this.#own.failed.add(seed);
    }
    this.#file.append(`${storeLine(record)}\n`);
  }

  /** Leaves the file with as few lines as say everything, also what others added to it meanwhile. */
  close(): void {
    this.#file.rewrite(WHAT, (text) => {
      this.#store = SeedStore.read(`${text}\n${this.#store.text(this.#key)}`);
      return this.#store.text(this.#key);
    });
  }

  #recordOf(seed: number, run: NotedRun, failure: SweepFailure | null): StoreRecord {
    const key = this.#key;
    if (failure === null) {
      const seeds = SeedSet.parse(`${seed}`);
      return { kind: 'passed', key, seeds, compared: run.isCompared ? seeds : new SeedSet() };
    }
    const { exitCode, oracle, message } = failure;
    const found = { wallMs: Math.round(run.wallSeconds * 1000), foundAt: new Date().toISOString() };
    const signature = signatureOf(failure);
    return { kind: 'failure', key, seed, exitCode, oracle, signature, message, ...found };
  }
}
