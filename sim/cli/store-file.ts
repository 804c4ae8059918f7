import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { RaftLabError } from '../../src/base/errors.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { releaseLock, takeLock } from '../../src/io/disk/file-lock.ts';
import { appendLines } from './append-lines.ts';

/** How long another sweep may take for what it does with the file, which are milliseconds. */
const LOCKED_MAX_MS = 10_000;
const PAUSE_MS = 5;

/**
 * A file of lines that sweeps append to while they are on, and write anew at their end. It is locked for
 * each of these, so that two of them lose nothing of each other.
 */
export class StoreFile {
  readonly path: string;
  readonly #isKept: boolean;
  readonly #lockedMaxMs: number;
  /** Lines of which half a record was left out. */
  readonly #torn: number[] = [];

  /**
   * @param isKept - what it holds counts; else it begins empty.
   * @param lockedMaxMs - how long another process may lock it
   */
  constructor(path: string, isKept: boolean, lockedMaxMs = LOCKED_MAX_MS) {
    this.path = path;
    this.#isKept = isKept;
    this.#lockedMaxMs = lockedMaxMs;
    if (!isKept) {
      rmSync(path, { force: true });
    }
  }

  /** The file as people read it. */
  get name(): string {
    return shortPath(this.path);
  }

  /**
   * What `parse` makes of its text, which is empty where there is no file. Then there is one, and it can
   * be added to.
   *
   * @param what - what it is expected to be, as "a seed store"
   * @throws UsageError when it cannot be read, understood or written
   */
  open<T>(what: string, parse: (text: string, tellTorn: (line: number) => void) => T): T {
    return this.#exclusively(() => {
      const found = this.#read(what, (text) => parse(text, (line) => this.#torn.push(line)));
      this.#append('');
      return found;
    });
  }

  /** A line for people about what was left out when it was read; none when that was nothing. */
  get notices(): string[] {
    const lines = this.#torn.join(', ');
    return lines === ''
      ? []
      : [`${this.name}, line ${lines}: half a record, of a run that was cut off, is left out`];
  }

  /** @throws UsageError when it cannot be written */
  append(text: string): void {
    this.#exclusively(() => this.#append(text));
  }

  /**
   * Puts what `change` makes of its text, as it is by now, in its place; a crash leaves the one or the other.
   *
   * @throws UsageError when it cannot be read, understood or written
   */
  rewrite(what: string, change: (text: string) => string): void {
    this.#exclusively(() => {
      const text = this.#read(what, change);
      const temporary = `${this.path}.tmp`;
      writeFileSync(temporary, text, { flush: true });
      renameSync(temporary, this.path);
    });
  }

  #read<T>(what: string, parse: (text: string) => T): T {
    try {
      return parse(existsSync(this.path) ? readFileSync(this.path, 'utf8') : '');
    } catch (error) {
      const expected = error instanceof RaftLabError ? what : 'a file that can be read';
      throw badValue('--store', this.path, `${expected} (${reasonOf(error)})`);
    }
  }

  #append(text: string): void {
    try {
      appendLines(this.path, text);
    } catch (error) {
      throw badValue('--store', this.path, `a file that can be written (${reasonOf(error)})`);
    }
  }

  #exclusively<T>(work: () => T): T {
    // Nobody else knows of a file that begins empty beside this sweep's own report.
    if (!this.#isKept) {
      return work();
    }
    const lock = `${this.path}.lock`;
    const endMs = performance.now() + this.#lockedMaxMs;
    for (let holder = this.#holderOf(lock); holder !== null; holder = this.#holderOf(lock)) {
      if (performance.now() >= endMs) {
        const reason = `process ${holder} has held ${lock} for ${this.#lockedMaxMs / 1000} s`;
        throw badValue('--store', this.path, `a file that is free (${reason})`);
      }
      pause();
    }
    try {
      return work();
    } finally {
      releaseLock(lock);
    }
  }

  /** Who keeps this process from the lock; null when it has it now. */
  #holderOf(lock: string): number | null {
    try {
      return takeLock(lock);
    } catch (error) {
      throw badValue('--store', this.path, `a file that can be locked (${reasonOf(error)})`);
    }
  }
}

/** The thread does nothing else meanwhile: what it waits for takes milliseconds. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
