import test from 'ava';
import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { provenRanges } from '../../../sim/disk/durable-ranges.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import { RaftLabError } from '../../../src/base/errors.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import { recovered, state, WrittenLog } from '../../storage/log/written-log.ts';
import { MemoryDisk } from '../../storage/memory-disk.ts';

/** A log over several segments, and the same files on a simulated disk, all of it durable. */
function writtenDisk() {
  const log = new WrittenLog({ segmentBytes: 4096 });
  for (let i = 1; i <= 20; i++) {
    log.write([state(i, i, 1, { payload: 300 })]);
  }
  const profile = {
    latencyMicros: 1,
    syncMicros: 1,
    stall: 0,
    stallMicros: 0,
    survival: 0,
    tear: 0,
  };
  const disk = new SimDisk(new KeyedRandom(1, 1), 1, profile);
  for (const [file, bytes] of log.disk.files) {
    const image = disk.directory.open(file);
    image.change({ kind: 'write', offset: 0, bytes, completed: true });
    image.sync(1);
  }
  return { files: log.disk.files, disk };
}

test('any flipped bit of what counts as proven is an error of the recovery', (t) => {
  const { files, disk } = writtenDisk();
  const ranges = provenRanges(disk, nodeChecksum);
  t.true(ranges.filter(({ kind }) => kind === 'batch').length > 15);
  t.true(ranges.filter(({ kind }) => kind === 'header').length > 2);
  for (const { file, offset } of ranges) {
    // The zeros at the end of a batch's last sector may be anything.
    for (const at of [offset, offset + 20]) {
      const damaged = new MemoryDisk();
      for (const [name, bytes] of files) {
        damaged.files.set(name, bytes.slice());
      }
      const bytes = damaged.files.get(file) as Uint8Array;
      bytes[at] = (bytes[at] as number) ^ 1;
      const error = t.throws(() => recovered(damaged), { instanceOf: RaftLabError });
      t.is(error?.code, 'LOG_CORRUPT', `${file} at ${at}`);
    }
  }
});

test('the last batch is not proven: damage to it looks like a torn write', (t) => {
  const { disk } = writtenDisk();
  const batches = provenRanges(disk, nodeChecksum).filter(({ kind }) => kind === 'batch');
  // Twenty batches, rotate marks between them, and the last one left out.
  t.is(batches.length, 19 + new Set(batches.map(({ file }) => file)).size - 1);
});
