import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Conformance data of others; it lies beside the project, and tests run in the project's root. */
const FOREIGN_ROOT = join('..', 'shared', 'data');

/** Where `path`, as in `thrift/vectors.json`, is expected. */
export function foreignPath(path: string): string {
  return join(FOREIGN_ROOT, path);
}

/** Where a foreign file is, or null where the data is not there. */
export function foreignDataPath(path: string): string | null {
  const file = foreignPath(path);
  return existsSync(file) ? file : null;
}

/** The text of a foreign file, or null where the data is not there. */
export function foreignText(path: string): string | null {
  const file = foreignDataPath(path);
  return file === null ? null : readFileSync(file, 'utf8');
}

/** The parsed JSON of a foreign file, or null where the data is not there. */
export function foreignData<T>(path: string): T | null {
  const text = foreignText(path);
  return text === null ? null : (JSON.parse(text) as T);
}

/** The files of a foreign folder that end so, as in `quorum/cases.json`; none where it is absent. */
export function foreignFiles(folder: string, ending: string): string[] {
  const path = foreignDataPath(folder);
  const names = path === null ? [] : readdirSync(path);
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}
