import test from 'ava';
import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { cutImages } from '../../../sim/crash/cut-images.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';

const PROFILE = {
  latencyMicros: 1,
  syncMicros: 1,
  stall: 0,
  stallMicros: 0,
  survival: 0,
  tear: 0,
};

function writtenDisk(): SimDisk {
  const disk = new SimDisk(new KeyedRandom(1, 1), 1, PROFILE);
  const run = (request: DiskRequest) => disk.submit(request, 1, 0).complete();
  const write = (file: string, value: number, length: number) =>
    run({ kind: 'write', file, offset: 0, buffer: new Uint8Array(length).fill(value), length });
  run({ kind: 'open', file: 'synced', mode: 'plain' });
  write('synced', 1, 10);
  run({ kind: 'sync', file: 'synced', dataOnly: false });
  run({ kind: 'syncDirectory' });
  write('synced', 2, 10);
  write('synced', 3, 1024);
  run({ kind: 'rename', file: 'synced', target: 'renamed' });
  return disk;
}

test('a power cut leaves what was synced and any part of the rest, and each is tried', (t) => {
  const images = [...cutImages(writtenDisk(), new KeyedRandom(1, 1), 1)];
  const seen = images.map(({ kept, files }) => {
    const [[name, bytes] = ['', new Uint8Array(0)]] = [...files];
    return { kept, name, shape: `${bytes[0]}…${bytes[bytes.length - 1]} of ${bytes.length}` };
  });
  const of = (kept: string) => seen.find((image) => image.kept === kept);
  t.like(of('nothing'), { name: 'synced', shape: '1…1 of 10' });
  t.like(of('everything'), { name: 'renamed', shape: '3…3 of 1024' });
  t.like(of('the first 1 of 2'), { name: 'renamed', shape: '2…2 of 10' });
  t.like(of('everything, and 0 of 1 names'), { name: 'synced', shape: '3…3 of 1024' });
  t.like(of('the first halves of writes'), { shape: '3…3 of 512' });
  t.like(of('all of writes but the first sector'), { shape: '2…3 of 1024' });
  t.true(seen.some(({ kept }) => kept.startsWith('some')));
});

test('looking at what might be left changes nothing', (t) => {
  const disk = writtenDisk();
  const describe = () =>
    [...disk.directory.files()].map(([name, { current }]) => [name, ...current]);
  const before = describe();
  t.true([...cutImages(disk, new KeyedRandom(1, 1), 1)].length > 5);
  t.deepEqual(describe(), before);
  t.is(disk.crash().lostWrites, 2);
});

test('where everything is synced, one image is left', (t) => {
  const disk = new SimDisk(new KeyedRandom(1, 1), 1, PROFILE);
  t.is([...cutImages(disk, new KeyedRandom(1, 1), 1)].length, 1);
});
