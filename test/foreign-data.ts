import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

/** Conformance data of others; it lies beside the project, and tests run in the project's root. */
const FOREIGN_ROOT = join('..', 'shared', 'data');

/** Where `path`, as in `thrift/vectors.json`, is expected. */
export function foreignPath(path: string): string {
  return join(FOREIGN_ROOT, path);
}

/** The text of a foreign file, or null where the data is not there. */
export function foreignText(path: string): string | null {
  const file = foreignPath(path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The parsed JSON of a foreign file, or null where the data is not there. */
export function foreignData<T>(path: string): T | null {
  const text = foreignText(path);
  return text === null ? null : (JSON.parse(text) as T);
}

/** A test over a foreign JSON file; without the file it is reported as skipped, and why. */
export function foreignTest<T>(
  path: string,
  title: string,
  body: (t: ExecutionContext, data: T) => void,
): void {
  const data = foreignData<T>(path);
  if (data === null) {
    test.skip(`${title} (there is no ${foreignPath(path)})`, () => {});
  } else {
    test(title, (t) => body(t, data));
  }
}

/** Where a foreign file is, or null where the data is not there. */
export function foreignDataPath(path: string): string | null {
  const file = foreignPath(path);
  return existsSync(file) ? file : null;
}
