import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { RaftLabError } from '../../src/base/errors.ts';
import { shortPath } from '../../src/cli/command/short-path.ts';
import { badValue } from '../../src/cli/command/usage-error.ts';
import { appendLines } from './append-lines.ts';

/** A file of lines that a sweep appends to while it is on, and writes anew at its end. */
export class StoreFile {
  readonly path: string;
  /** Lines of which half a record was left out. */
  readonly #torn: number[] = [];

  /** @param isKept - what it holds counts; else it begins empty. */
  constructor(path: string, isKept: boolean) {
    this.path = path;
    if (!isKept) {
      rmSync(path, { force: true });
    }
  }

  /** The file as people read it. */
  get name(): string {
    return shortPath(this.path);
  }

  /**
   * What `parse` makes of its text, which is empty where there is no file.
   *
   * @param what - what it is expected to be, as "a seed store"
   * @throws UsageError when it cannot be read or understood
   */
  read<T>(what: string, parse: (text: string, tellTorn: (line: number) => void) => T): T {
    try {
      const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
      return parse(text, (line) => this.#torn.push(line));
    } catch (error) {
      const expected = error instanceof RaftLabError ? what : 'a file that can be read';
      throw badValue('--store', this.path, `${expected} (${reasonOf(error)})`);
    }
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
    try {
      appendLines(this.path, text);
    } catch (error) {
      throw badValue('--store', this.path, `a file that can be written (${reasonOf(error)})`);
    }
  }

  /** Puts `text` in the place of everything; a crash leaves the one or the other. */
  replace(text: string): void {
    const temporary = `${this.path}.tmp`;
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, this.path);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
