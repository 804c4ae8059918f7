import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tests run in the project's root. */
const ROOT = join('test', 'golden');

/**
 * Where new golden files go. A folder is complete once a release has written it: its files are read
 * for ever, and neither changed nor removed.
 */
export const NEWEST_VERSION = 'v2';

/** A file that was written once, and what it says. */
export interface GoldenFile {
  readonly version: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The value as `plain` shows it, with what was known of it then. */
  readonly value: unknown;
}

export function goldenVersions(): string[] {
  return readdirSync(ROOT)
    .filter((name) => /^v\d+$/.test(name))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

export function goldenPath(version: string, name: string): string {
  return join(ROOT, version, name);
}

/** The files of one version, by name. */
export function goldenFiles(version: string): GoldenFile[] {
  return readdirSync(join(ROOT, version))
    .filter((file) => file.endsWith('.bin'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.bin'.length);
      const text = readFileSync(goldenPath(version, `${name}.json`), 'utf8');
      const bytes = Uint8Array.from(readFileSync(goldenPath(version, file)));
      return { version, name, bytes, value: JSON.parse(text) };
    });
}

/** Data directories of nodes: their files by name. */
export function goldenDirectory(version: string, name: string): Map<string, Uint8Array> | null {
  const path = goldenPath(version, name);
  if (!existsSync(path)) {
    return null;
  }
  const files = readdirSync(path).sort();
  return new Map(files.map((file) => [file, Uint8Array.from(readFileSync(join(path, file)))]));
}

/** A value as JSON can hold it: bytes in hexadecimal digits, whole numbers beyond 2^53 as text. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return { hex: Buffer.from(value).toString('hex') };
  }
  if (value instanceof Map) {
    return { map: [...value].map(plain) };
  }
  if (typeof value === 'bigint') {
    return { whole: value.toString() };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
  }
  return value;
}

/** Where `now` differs from `then`; fields that were not known then may be there now. */
export function differences(then: unknown, now: unknown, path = 'value'): string[] {
  if (Array.isArray(then) && Array.isArray(now) && then.length === now.length) {
    return then.flatMap((item, i) => differences(item, now[i], `${path}[${i}]`));
  }
  if (isObject(then) && isObject(now)) {
    return Object.entries(then).flatMap(([name, field]) =>
      differences(field, now[name], `${path}.${name}`),
    );
  }
  return Object.is(then, now)
    ? []
    : [`${path} was ${JSON.stringify(then)} and is ${JSON.stringify(now)}`];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
