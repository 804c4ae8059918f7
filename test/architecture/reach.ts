import { projectImports, type Source } from './sources.ts';

const COMPILED = /\bdist\/([\w./-]+)\.js\b/g;

/** The source files that package.json names, compiled, as programs to run. */
export function programsOf(manifest: string): string[] {
  return [...new Set([...manifest.matchAll(COMPILED)].map(([, path]) => `${path}.ts`))];
}

/** The files among `sources` that `entries` import, start as workers, or are, at any distance. */
export function reachedFrom(entries: readonly string[], sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = byPath.get(path);
    if (source !== undefined && !reached.has(path)) {
      reached.add(path);
      waiting.push(...projectImports(source));
    }
  }
  return reached;
}
