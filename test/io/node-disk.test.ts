import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { DataDirectory } from '../../src/io/disk/data-directory.ts';
import { NodeDisk } from '../../src/io/disk/node-disk.ts';
import type { DiskOutcome, DiskRequest } from '../../src/storage/disk.ts';
import { type Scratch, withScratch } from '../process/scratch.ts';

function diskIn(scratch: Scratch, directory: string, isHot = false): NodeDisk {
  const disk = new NodeDisk(new DataDirectory({ directory }), () => isHot);
  scratch.defer(() => disk.close());
  return disk;
}

function ask(disk: NodeDisk, request: DiskRequest): Promise<DiskOutcome> {
  return new Promise((resolve) => disk.request(request, resolve));
}

function write(file: string, offset: number, text: string): DiskRequest {
  const buffer = Buffer.from(text);
  return { kind: 'write', file, offset, buffer, length: buffer.length };
}

for (const isHot of [true, false]) {
  test(`requests for one ${isHot ? 'hot ' : ''}file are carried out in their order`, async (t) => {
    await withScratch(async (scratch) => {
      const disk = diskIn(scratch, scratch.directory, isHot);
      const outcomes: string[] = [];
      const requests: DiskRequest[] = [
        { kind: 'open', file: 'f', mode: 'plain' },
        write('f', 0, 'first'),
        write('f', 0, 'later'),
        { kind: 'preallocate', file: 'f', offset: 5, length: 3_000_000 },
        write('f', 5, '!'),
        { kind: 'truncate', file: 'f', length: 8 },
        { kind: 'sync', file: 'f', dataOnly: true },
        { kind: 'rename', file: 'f', target: 'g' },
      ];
      await Promise.all(
        requests.map(async (request) => {
          const { kind } = await ask(disk, request);
          outcomes.push(`${request.kind} ${kind}`);
        }),
      );
      t.deepEqual(outcomes, [
        'open opened',
        'write written',
        'write written',
        'preallocate written',
        'write written',
        'truncate written',
        'sync synced',
        'rename written',
      ]);
      t.is(readFileSync(scratch.path('g'), 'latin1'), 'later!\0\0');
    });
  });
}

test('a request that fails says what the system called it, and the next one is carried out', async (t) => {
  await withScratch(async (scratch) => {
    const disk = diskIn(scratch, scratch.directory);
    const missing = ask(disk, { kind: 'read', file: 'none', offset: 0, length: 1 });
    const removed = ask(disk, { kind: 'remove', file: 'none' });
    t.like(await missing, { kind: 'failed', failure: { code: 'ENOENT' } });
    t.deepEqual(await removed, { kind: 'written' });
  });
});

test('only files are listed, with their sizes', async (t) => {
  await withScratch(async (scratch) => {
    mkdirSync(scratch.path('folder'));
    writeFileSync(scratch.path('file'), '12345');
    const outcome = await ask(diskIn(scratch, scratch.directory), { kind: 'list' });
    t.deepEqual(outcome, { kind: 'listed', files: [{ file: 'file', bytes: 5 }] });
  });
});

test('a directory that was made and not used goes again, and those above it that were made', async (t) => {
  await withScratch(async (scratch) => {
    const disk = new NodeDisk(new DataDirectory({ directory: scratch.path('a/b/c') }), () => false);
    t.deepEqual(await ask(disk, { kind: 'lock' }), { kind: 'opened' });
    t.true(existsSync(scratch.path('a/b/c/lock')));
    disk.close();
    t.deepEqual(readdirSync(scratch.directory), []);
  });
});

test('a directory that was there, or is used, stays', async (t) => {
  await withScratch(async (scratch) => {
    mkdirSync(scratch.path('there'));
    for (const name of ['there', 'used']) {
      const disk = new NodeDisk(new DataDirectory({ directory: scratch.path(name) }), () => false);
      await ask(disk, { kind: 'lock' });
      if (name === 'used') {
        await ask(disk, { kind: 'open', file: 'f', mode: 'plain' });
      }
      disk.close();
    }
    t.deepEqual(readdirSync(scratch.path('there')), []);
    t.deepEqual(readdirSync(scratch.path('used')), ['f']);
  });
});

test('nobody hears of a request that was under way when the disk was closed', async (t) => {
  await withScratch(async (scratch) => {
    const disk = diskIn(scratch, scratch.directory);
    const heard: string[] = [];
    disk.request({ kind: 'list' }, ({ kind }) => heard.push(kind));
    disk.close();
    const other = diskIn(scratch, scratch.directory);
    await ask(other, { kind: 'list' });
    await ask(other, { kind: 'list' });
    t.deepEqual(heard, []);
  });
});
