import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import type { Disk } from '../../src/storage/disk.ts';
import {
  lockDirectory,
  openFile,
  readFile,
  replaceFile,
  runTask,
  writeFile,
} from '../../src/storage/disk-task.ts';
import { MemoryDisk } from './memory-disk.ts';

test('a file is replaced as a whole: written aside, synced, renamed, and the name synced', (t) => {
  const disk = new MemoryDisk();
  disk.files.set('identity', Uint8Array.of(1));
  disk.run(replaceFile('identity', Uint8Array.of(2, 3)));
  t.deepEqual(
    disk.requests.map(({ kind }) => kind),
    ['open', 'write', 'sync', 'rename', 'syncDirectory'],
  );
  t.deepEqual([...disk.files], [['identity', Uint8Array.of(2, 3)]]);
});

test('a task asks for nothing before it has the answer to what it asked', (t) => {
  const disk = new MemoryDisk();
  const ends: string[] = [];
  runTask(disk, replaceFile('identity', Uint8Array.of(1)), {
    done: () => ends.push('done'),
    failed: () => ends.push('failed'),
  });
  for (let asked = 1; asked <= 5; asked++) {
    t.is(disk.requests.length, asked);
    t.deepEqual(ends, []);
    disk.step();
  }
  t.deepEqual(ends, ['done']);
});

test('a task that fails leaves the old file and says what failed', (t) => {
  const disk = new MemoryDisk();
  disk.files.set('identity', Uint8Array.of(1));
  disk.failure = ({ kind }) => (kind === 'sync' ? 'EIO' : null);
  const error = t.throws(() => disk.run(replaceFile('identity', Uint8Array.of(2))), {
    instanceOf: RaftLabError,
  });
  t.is(error?.code, 'DISK_FAILED');
  t.regex(error?.message ?? '', /sync of identity.* failed: EIO/);
  t.deepEqual(disk.files.get('identity'), Uint8Array.of(1));
});

test('a locked and an unwritable directory have codes of their own', (t) => {
  const disk = new MemoryDisk();
  disk.failure = () => 'LOCKED';
  t.is(
    codeOf(() => disk.run(lockDirectory())),
    'DIRECTORY_LOCKED',
  );
  for (const code of ['EACCES', 'EROFS', 'EPERM']) {
    disk.failure = () => code;
    t.is(
      codeOf(() => disk.run(openFile('x', 'plain'))),
      'DIRECTORY_NOT_WRITABLE',
    );
  }
});

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof RaftLabError ? error.code : `${error}`;
  }
}

test('a full disk has a code of its own, and the error says where, and what to do', (t) => {
  const disk = new MemoryDisk();
  disk.failure = ({ kind }) => (kind === 'write' ? 'ENOSPC' : null);
  const error = t.throws(() => disk.run(writeFile('log', 512, Uint8Array.of(2))), {
    instanceOf: RaftLabError,
  });
  t.is(error?.code, 'DISK_FULL');
  t.regex(error?.message ?? '', /^write of log at byte 512 failed: ENOSPC.*free some space/);
});

test('a read that comes in parts is put together, up to the end of the file', (t) => {
  const requests: unknown[] = [];
  const content = Uint8Array.from({ length: 10 }, (_, i) => i);
  const disk: Disk = {
    request: (request, then) => {
      requests.push(request);
      if (request.kind === 'read') {
        const { offset, length } = request;
        const bytes = content.slice(offset, offset + Math.min(length, 3));
        then({ kind: 'readDone', bytes });
      }
    },
  };
  const read = (offset: number, length: number) => {
    let bytes: Uint8Array | null = null;
    runTask(disk, readFile('f', offset, length), {
      done: (value) => {
        bytes = value;
      },
      failed: (error) => t.fail(error.message),
    });
    return [...(bytes ?? [])];
  };
  t.deepEqual(read(0, 10), [...content]);
  t.deepEqual(read(4, 100), [4, 5, 6, 7, 8, 9]);
  t.deepEqual(read(10, 5), []);
  t.deepEqual(read(2, 3), [2, 3, 4]);
});
