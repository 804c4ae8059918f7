import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { RaftLabError } from '../../base/errors.ts';

const PIECE_BYTES = 1024 * 1024;

/** The content of a file, piece by piece. @throws RaftLabError DISK_FAILED */
export function* piecesOf(file: string): Generator<Uint8Array> {
  const descriptor = attempt(`cannot read ${file}`, () => openSync(file, 'r'));
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const bytes = attempt(`cannot read ${file}`, () => readSync(descriptor, piece));
      if (bytes === 0) {
        return;
      }
      yield piece.subarray(0, bytes);
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes the new file `file`, which appears only when it is complete.
 *
 * @returns its size.
 * @throws RaftLabError DISK_FAILED
 */
export function writePieces(file: string, pieces: Iterable<Uint8Array>): number {
  const partial = `${file}.partial`;
  const what = `cannot write ${file}`;
  attempt(what, () => refuseExisting(file));
  const descriptor = attempt(what, () => openSync(partial, 'w'));
  let bytes = 0;
  try {
    for (const piece of pieces) {
      attempt(what, () => writeFully(descriptor, piece));
      bytes += piece.length;
    }
    closeSync(descriptor);
    attempt(what, () => renameSync(partial, file));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return bytes;
}

/** What is there is somebody's: it is not written over. */
function refuseExisting(file: string): void {
  if (existsSync(file)) {
    throw new Error('it exists already, and is not written over; name another file');
  }
  closeSync(openSync(file, 'wx'));
  rmSync(file);
}

function writeFully(descriptor: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) {
    at += writeSync(descriptor, piece, at);
  }
}

function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new RaftLabError('DISK_FAILED', `${what}: ${(error as Error).message}`, { cause: error });
  }
}
