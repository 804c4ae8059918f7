import { relative } from 'node:path';

/** Relative to the working directory when that is shorter to read. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
