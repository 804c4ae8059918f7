import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** `from './x.js'`, `import './x.js'` and `import('./x.js')`, as the compiler writes them. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+\.js)['"]/g;

/**
 * The compiled files below `dist` that `entries` are made of, at any distance, with their texts.
 *
 * @param replaced - texts in place of those on disk
 */
export async function importClosure(
  dist: string,
  entries: readonly string[],
  replaced: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  let waiting = [...entries];
  while (waiting.length > 0) {
    const found = await Promise.all(
      waiting.map(async (path) => {
        const text = replaced.get(path) ?? (await readFile(join(dist, path), 'utf8'));
        return { path, text };
      }),
    );
    for (const { path, text } of found) {
      texts.set(path, text);
    }
    const imported = found.flatMap(({ path, text }) => importsOf(path, text));
    waiting = [...new Set(imported)].filter((path) => !texts.has(path));
  }
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(RELATIVE_IMPORT)].map(([, target]) =>
    posix.join(posix.dirname(path), target as string),
  );
}
