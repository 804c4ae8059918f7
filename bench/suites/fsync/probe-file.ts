import { closeSync, constants, fsyncSync, openSync, writeSync } from 'node:fs';
import { writeBuffer } from './disk-operation.ts';

const FILE_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** Writes the file that all tests overwrite, so that none pays for allocating blocks. */
export function writeProbeFile(file: string): void {
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    const chunk = writeBuffer(CHUNK_BYTES);
    for (let at = 0; at < FILE_BYTES; at += CHUNK_BYTES) {
      writeSync(fd, chunk, 0, CHUNK_BYTES, at);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
