import { closeSync, fdatasync, fsync, openSync, write } from 'node:fs';
import { unreachable } from '../../../src/base/invariant.ts';
import { LatencyRecorder } from '../latency-recorder.ts';
import type { DiskTest, SyncCall } from './disk-case.ts';
import { openFlags, writeBuffer } from './disk-operation.ts';
import { type MeasureLimits, nowUs, WARM_UP_OPERATIONS } from './measure-limits.ts';

type Callback = (error: Error | null) => void;

/** Node's thread pool waits for the disk and calls back; one operation at a time. */
export async function measureAsync(
  file: string,
  test: DiskTest,
  call: SyncCall,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  const fd = openSync(file, openFlags(call));
  const buffer = writeBuffer(test.bytes);
  try {
    return await collect(
      (done) => writeFrom(0, fd, test, buffer, flushing(fd, call, done)),
      limits,
    );
  } finally {
    closeSync(fd);
  }
}

/** Runs `operation` again and again, each time from the callback of the one before. */
export function collect(
  operation: (done: Callback) => void,
  limits: MeasureLimits,
): Promise<LatencyRecorder> {
  const latencies = new LatencyRecorder();
  let warmUp = WARM_UP_OPERATIONS;
  return new Promise((resolve, reject) => {
    const next = (): void => {
      if (limits.signal.aborted) {
        reject(limits.signal.reason);
      } else if (latencies.totalUs >= limits.totalUs) {
        resolve(latencies);
      } else {
        const startUs = nowUs();
        operation((error) => finished(error, nowUs() - startUs));
      }
    };
    const finished = (error: Error | null, us: number): void => {
      if (error !== null) {
        reject(error);
        return;
      }
      if (warmUp > 0) {
        warmUp -= 1;
      } else {
        latencies.record(us);
      }
      next();
    };
    next();
  });
}

function writeFrom(i: number, fd: number, test: DiskTest, buffer: Buffer, done: Callback): void {
  if (i === test.writes) {
    done(null);
    return;
  }
  write(fd, buffer, 0, test.bytes, i * test.bytes, (error) => {
    if (error === null) {
      writeFrom(i + 1, fd, test, buffer, done);
    } else {
      done(error);
    }
  });
}

/** `done`, called after what `call` does once the writes are through. */
function flushing(fd: number, call: SyncCall, done: Callback): Callback {
  switch (call) {
    case 'fdatasync':
      return (error) => (error === null ? fdatasync(fd, done) : done(error));
    case 'fsync':
      return (error) => (error === null ? fsync(fd, done) : done(error));
    case 'none':
    case 'dsync':
    case 'sync':
      return done;
    default:
      return unreachable(call);
  }
}
