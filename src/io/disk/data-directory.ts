import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { IDENTITY_FILE, segmentOfFile } from '../../storage/file-names.ts';

/** Where a node keeps its files. */
export interface DataPaths {
  readonly directory: string;
  /** Where the log is, if not there too: mostly on a disk of its own, which only ever appends. */
  readonly walDirectory?: string | undefined;
}

/** In the directory of the node: where its log is, if not there too. */
const NOTE_FILE = 'wal-directory';

/** The files of a node by their names, wherever the operator wants them to be. */
export class DataDirectory {
  readonly #directory: string;
  readonly #walDirectory: string;

  constructor({ directory, walDirectory }: DataPaths) {
    this.#directory = resolve(directory);
    this.#walDirectory = resolve(walDirectory ?? directory);
  }

  /** Every directory once, that of the identity first. */
  get all(): readonly string[] {
    return this.#hasOwnLog ? [this.#directory, this.#walDirectory] : [this.#directory];
  }

  path(file: string): string {
    return join(isLog(file) ? this.#walDirectory : this.#directory, file);
  }

  /**
   * Makes sure that the log is looked for where it is, also after an operator has moved all of it. A log
   * that is not found looks like one that was lost, and a second one beside it would make that true.
   *
   * @returns what is wrong, or null. @throws the system's error
   */
  settle(): string | null {
    const recorded = recordedWalDirectory(this.#directory);
    const before = recorded ?? this.#directory;
    const here = this.#walDirectory;
    if (this.#hasOwnLog && hasLog(this.#directory)) {
      return whereItIs(this.#directory, ' still, or a part of it');
    }
    if (before === here) {
      return null;
    }
    const wasMoved = hasLog(here) && !hasLog(before);
    if (!wasMoved && existsSync(join(this.#directory, IDENTITY_FILE))) {
      return whereItIs(before, recorded === null ? '' : `, as ${this.#noteFile} says`);
    }
    this.#note();
    return null;
  }

  get #hasOwnLog(): boolean {
    return this.#walDirectory !== this.#directory;
  }

  get #noteFile(): string {
    return join(this.#directory, NOTE_FILE);
  }

  /** Durable before there is a log. */
  #note(): void {
    if (this.#hasOwnLog) {
      const temporary = `${this.#noteFile}.replacing.temporary`;
      writeFileSync(temporary, `${this.#walDirectory}\n`, { mode: 0o600 });
      syncNow(temporary);
      renameSync(temporary, this.#noteFile);
    } else {
      rmSync(this.#noteFile, { force: true });
    }
    syncNow(this.#directory);
  }
}

/** Where the log of the node in `directory` was when it last ran, if not there; else null. */
export function recordedWalDirectory(directory: string): string | null {
  try {
    return readFileSync(join(directory, NOTE_FILE), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** Whether `file` is one whose writes keep somebody waiting. */
export function isLog(file: string): boolean {
  return segmentOfFile(file) !== null;
}

function hasLog(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some(isLog);
}

function whereItIs(directory: string, how: string): string {
  return `the log is in ${directory}${how}; name that directory, or move all of the log first`;
}

function syncNow(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
