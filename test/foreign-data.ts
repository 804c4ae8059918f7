import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the project's root, which is where tests run; not part of the project. */
const FOLDER = '../shared/data';

/** The path of a foreign data file or folder; null when there is none on this machine. */
export function foreignDataPath(relative: string): string | null {
  const path = join(FOLDER, relative);
  return existsSync(path) ? path : null;
}
