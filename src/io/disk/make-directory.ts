import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes `directory` and those above it, where they are missing.
 *
 * Level by level: `recursive` of Node 20 never returns where the system refuses a directory as
 * missing although its parent is there (below /proc).
 *
 * @throws the system's error for the first level that cannot be made.
 */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(directory);
    if (code === 'EEXIST') {
      return;
    }
    if (code !== 'ENOENT' || parent === directory) {
      throw error;
    }
    makeDirectory(parent);
    mkdirSync(directory, { mode: 0o700 });
  }
}
