import { RaftLabError } from '../../src/base/errors.ts';

/** What every record of a store begins with; inside of one it cannot be, quotes are escaped there. */
const RECORD_BEGIN = '{"kind":';
const BEFORE_RECORD = /(?=\{"kind":)/;

/**
 * Gives every record of a file that sweeps append to, one in a line, to `take`. A sweep that was killed
 * may leave half a record, at the end of the file or, where files were put one behind the other, in front
 * of the next record: that half is left out.
 *
 * @param tellTorn - is told the number of each line of which half a record was left out
 * @throws RaftLabError INVALID_REQUEST with the line's number, for what `take` throws
 */
export function eachLine(
  text: string,
  take: (line: string) => void,
  tellTorn: (line: number) => void = () => undefined,
): void {
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    const pieces = line.trim() === '' ? [] : line.trim().split(BEFORE_RECORD);
    for (const [i, piece] of pieces.entries()) {
      const hasNoEnd = at === lines.length - 1 || i < pieces.length - 1;
      if (hasNoEnd && isTorn(piece)) {
        tellTorn(at + 1);
      } else {
        takeOrName(piece, at + 1, take);
      }
    }
  }
}

function takeOrName(piece: string, number: number, take: (line: string) => void): void {
  try {
    take(piece);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RaftLabError('INVALID_REQUEST', `line ${number}: ${reason}`);
  }
}

/** Whether it is the beginning of a record, and no more. */
function isTorn(piece: string): boolean {
  return (
    (piece.startsWith(RECORD_BEGIN) || RECORD_BEGIN.startsWith(piece)) && !isWholeRecord(piece)
  );
}

/** Whether `text` is JSON: a part of an object never is. */
export function isWholeRecord(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
