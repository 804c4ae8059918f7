import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A TypeScript source file of the project. */
export interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const ROOTS = ['src', 'sim', 'bench', 'reports', 'test'];
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;
const WORKER = /new URL\(\s*'(\.[^']+)\.js'\s*,\s*import\.meta\.url\s*\)/g;

/** Every source file below the project's source folders; tests run in the project's root. */
export function readSources(): Source[] {
  return ROOTS.flatMap((root) => filesBelow(root))
    .filter((path) => path.endsWith('.ts'))
    .map(readSource);
}

/** What `source` imports from the project itself, as paths from the root. */
export function projectImports(source: Source): string[] {
  return source.imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(source.path), specifier)));
}

/** What `source` imports from packages and from Node. */
export function packageImports(source: Source): string[] {
  return source.imports.filter((specifier) => !specifier.startsWith('.'));
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
  const workers = [...text.matchAll(WORKER)].map((m) => `${m[1]}.ts`);
  return { path, text, imports: [...imports, ...workers] };
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
