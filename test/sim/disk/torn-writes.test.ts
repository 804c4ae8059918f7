import test from 'ava';
import { KeyedRandom, PPM } from '../../../sim/base/keyed-random.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';

const PROFILE = {
  latencyMicros: 1,
  syncMicros: 1,
  stall: 0,
  stallMicros: 0,
  survival: PPM,
  tear: PPM,
};
const SECTOR_AT = 512;

/** What a power cut leaves of 100 ones that were written on top of synced zeros, across a sector's end. */
function afterPowerCut(seed: number): Uint8Array {
  const disk = new SimDisk(new KeyedRandom(seed, 0), 1, PROFILE);
  const carryOut = (request: DiskRequest) => disk.submit(request, 0, 0).complete();
  const write = (offset: number, buffer: Uint8Array) =>
    carryOut({ kind: 'write', file: 'f', offset, buffer, length: buffer.length });
  carryOut({ kind: 'open', file: 'f', mode: 'plain' });
  carryOut({ kind: 'syncDirectory' });
  write(0, new Uint8Array(1024));
  carryOut({ kind: 'sync', file: 'f', dataOnly: false });
  write(SECTOR_AT - 50, new Uint8Array(100).fill(1));
  disk.crash();
  return disk.directory.get('f')?.current.slice(SECTOR_AT - 50, SECTOR_AT + 50) ?? new Uint8Array();
}

test('a torn write is torn where a sector of the file ends, and nowhere else', (t) => {
  const shapes = new Set<string>();
  for (let seed = 0; seed < 64; seed++) {
    const left = afterPowerCut(seed);
    t.is(new Set(left.subarray(0, 50)).size, 1);
    t.is(new Set(left.subarray(50)).size, 1);
    shapes.add(`${left[0]}${left[99]}`);
  }
  t.deepEqual([...shapes].sort(), ['00', '01', '10', '11']);
});
