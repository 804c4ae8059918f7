import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { unreachable } from '../../../src/base/invariant.ts';
import type { DiskTest, SyncCall } from './disk-case.ts';

/** The same writes again and again, each time made durable. */
export interface DiskOperation {
  run(): void;
  close(): void;
}

/** Flags for opening a file whose writes are made durable by `call`. */
export function openFlags(call: SyncCall): number {
  switch (call) {
    case 'dsync':
      return constants.O_RDWR | constants.O_DSYNC;
    case 'sync':
      return constants.O_RDWR | constants.O_SYNC;
    case 'none':
    case 'fdatasync':
    case 'fsync':
      return constants.O_RDWR;
    default:
      return unreachable(call);
  }
}

/** Content that is neither compressible at a glance nor different from run to run. */
export function writeBuffer(bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 131 + (at >> 3)) & 0xff));
}

/** `test` on an existing, preallocated file, in synchronous calls. */
export function diskOperation(file: string, test: DiskTest, call: SyncCall): DiskOperation {
  const buffer = writeBuffer(test.bytes);
  switch (test.descriptor) {
    case 'kept':
      return keptOpen(file, test, call, buffer);
    case 'same':
      return opened(() => reopening(file, (fd) => writeAndSync(fd, test, call, buffer), nothing));
    case 'other':
      return opened(() =>
        reopening(
          file,
          (fd) => write(fd, test, buffer),
          (fd) => flush(fd, call),
        ),
      );
    default:
      return unreachable(test.descriptor);
  }
}

function keptOpen(file: string, test: DiskTest, call: SyncCall, buffer: Buffer): DiskOperation {
  const fd = openSync(file, openFlags(call));
  return {
    run: () => writeAndSync(fd, test, call, buffer),
    close: () => closeSync(fd),
  };
}

function opened(run: () => void): DiskOperation {
  return { run, close: nothing };
}

/** Both descriptor tests open and close the file twice, so that only the sync's place differs. */
function reopening(file: string, first: (fd: number) => void, second: (fd: number) => void): void {
  for (const step of [first, second]) {
    const fd = openSync(file, constants.O_RDWR);
    try {
      step(fd);
    } finally {
      closeSync(fd);
    }
  }
}

function writeAndSync(fd: number, test: DiskTest, call: SyncCall, buffer: Buffer): void {
  write(fd, test, buffer);
  flush(fd, call);
}

function write(fd: number, test: DiskTest, buffer: Buffer): void {
  for (let i = 0; i < test.writes; i++) {
    writeSync(fd, buffer, 0, test.bytes, i * test.bytes);
  }
}

function flush(fd: number, call: SyncCall): void {
  if (call === 'fdatasync') {
    fdatasyncSync(fd);
  } else if (call === 'fsync') {
    fsyncSync(fd);
  }
}

function nothing(): void {}
