import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { isWholeRecord } from '../seeds/each-line.ts';

const BLOCK_BYTES = 4096;
const NEWLINE = 0x0a;

/**
 * Adds lines to a file of lines of JSON. What an interruption cut off is taken away first, else the next
 * line would stand behind it; a last line that is whole and lacks only its end gets that.
 */
export function appendLines(file: string, lines: string): void {
  const descriptor = openSync(file, 'a+');
  try {
    endLastLine(descriptor);
    appendFileSync(descriptor, lines);
  } finally {
    closeSync(descriptor);
  }
}

function endLastLine(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const rest = bytesBehindLines(descriptor, size);
  if (rest.length === 0) {
    return;
  }
  if (isWholeRecord(rest.toString())) {
    appendFileSync(descriptor, '\n');
  } else {
    ftruncateSync(descriptor, size - rest.length);
  }
}

/** What stands behind the last end of a line. */
function bytesBehindLines(descriptor: number, size: number): Buffer {
  let rest = Buffer.alloc(0);
  while (rest.length < size) {
    const left = size - rest.length;
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, left));
    readSync(descriptor, block, 0, block.length, left - block.length);
    const end = block.lastIndexOf(NEWLINE);
    rest = Buffer.concat([block.subarray(end + 1), rest]);
    if (end >= 0) {
      return rest;
    }
  }
  return rest;
}
