import { RaftLabError } from '../../src/base/errors.ts';

/**
 * Gives every line of a file that sweeps append to, but empty ones, to `take`. What `take` throws at the
 * last one is let go where the file does not end with it: a sweep that was killed may leave half a line.
 *
 * @throws RaftLabError INVALID_REQUEST with the line's number, for what `take` throws
 */
export function eachLine(text: string, take: (line: string) => void): void {
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') {
      continue;
    }
    try {
      take(line);
    } catch (error) {
      const isTorn = at === lines.length - 1;
      if (!isTorn) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new RaftLabError('INVALID_REQUEST', `line ${at + 1}: ${reason}`);
      }
    }
  }
}
