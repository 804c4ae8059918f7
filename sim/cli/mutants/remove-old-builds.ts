import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILDS, ROOT } from './project.ts';

/** Whoever runs a mutant has loaded it long before. */
const KEPT_MS = 24 * 3600 * 1000;

/** Removes builds of yesterday, which are made again if need be, and what is left of those cut short. */
export async function removeOldBuilds(): Promise<void> {
  const folder = join(ROOT, BUILDS);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > KEPT_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
