import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes `directory` and those above it, where they are missing.
 *
 * Level by level: `recursive` of Node 20 never returns where the system refuses a directory as
 * missing although its parent is there (below /proc).
 *
 * @returns the directories that were made, the outermost first.
 * @throws the system's error for the first level that cannot be made.
 */
export function makeDirectory(directory: string): string[] {
  try {
    mkdirSync(directory, { mode: 0o700 });
    return [directory];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(directory);
    if (code === 'EEXIST') {
      return [];
    }
    if (code !== 'ENOENT' || parent === directory) {
      throw error;
    }
    const made = makeDirectory(parent);
    mkdirSync(directory, { mode: 0o700 });
    return [...made, directory];
  }
}

/** Removes directories again, the innermost first, as far as nothing was put into them. */
export function removeEmptyDirectories(made: readonly string[]): void {
  for (const directory of [...made].reverse()) {
    try {
      rmdirSync(directory);
    } catch {
      // Somebody uses it.
      return;
    }
  }
}
