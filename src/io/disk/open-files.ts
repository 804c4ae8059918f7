import { closeSync, constants, openSync } from 'node:fs';
import type { FileMode } from '../../storage/disk.ts';
import type { DataDirectory } from './data-directory.ts';

const MODE_FLAGS: Readonly<Record<FileMode, number>> = {
  plain: 0,
  dataSync: constants.O_DSYNC,
  fullSync: constants.O_SYNC,
};

/** The files of a node that are open, by name. */
export class OpenFiles {
  readonly #directory: DataDirectory;
  readonly #descriptors = new Map<string, number>();

  constructor(directory: DataDirectory) {
    this.#directory = directory;
  }

  path(file: string): string {
    return this.#directory.path(file);
  }

  /** Opens a file anew in the given mode, making it when there is none. */
  open(file: string, mode: FileMode): void {
    this.close(file);
    const flags = constants.O_RDWR | constants.O_CREAT | MODE_FLAGS[mode];
    this.#descriptors.set(file, openSync(this.path(file), flags, 0o600));
  }

  /** The descriptor of a file, opened without any mode when it is not open yet. */
  descriptor(file: string): number {
    const known = this.#descriptors.get(file);
    if (known !== undefined) {
      return known;
    }
    const descriptor = openSync(this.path(file), constants.O_RDWR);
    this.#descriptors.set(file, descriptor);
    return descriptor;
  }

  close(file: string): void {
    const descriptor = this.#descriptors.get(file);
    if (descriptor !== undefined) {
      this.#descriptors.delete(file);
      closeSync(descriptor);
    }
  }

  closeAll(): void {
    for (const file of [...this.#descriptors.keys()]) {
      this.close(file);
    }
  }
}
