import { constants, existsSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import test from 'ava';
import { DataDirectory } from '../../src/io/disk/data-directory.ts';
import { OpenFiles } from '../../src/io/disk/open-files.ts';
import type { FileMode } from '../../src/storage/disk.ts';
import { withScratch } from '../process/scratch.ts';

const { O_DSYNC, O_SYNC } = constants;
const DESCRIPTORS = '/proc/self/fd';

/** The flags that the system knows a descriptor by; null where it does not say. */
function flagsOf(descriptor: number): number | null {
  const file = `/proc/self/fdinfo/${descriptor}`;
  const line = existsSync(file) ? /flags:\s+([0-7]+)/.exec(readFileSync(file, 'utf8')) : null;
  return line === null ? null : Number.parseInt(line[1] as string, 8);
}

/** Descriptors of this process that stand for the file at `path`; null where nobody says. */
function descriptorsOf(path: string): number | null {
  if (!existsSync(DESCRIPTORS)) {
    return null;
  }
  return readdirSync(DESCRIPTORS).filter((descriptor) => {
    try {
      return readlinkSync(`${DESCRIPTORS}/${descriptor}`) === path;
    } catch {
      // Another test has closed it meanwhile.
      return false;
    }
  }).length;
}

const MODES: readonly (readonly [mode: FileMode, flags: number])[] = [
  ['plain', 0],
  ['dataSync', O_DSYNC],
  ['fullSync', O_SYNC],
];

for (const [mode, flags] of MODES) {
  test(`a file of mode ${mode} is opened with its flags, and anew after another mode`, async (t) => {
    await withScratch(async ({ directory }) => {
      const files = new OpenFiles(new DataDirectory({ directory }));
      for (const other of ['plain', 'dataSync', 'fullSync'] as const) {
        files.open('log', other);
        files.open('log', mode);
        const actual = flagsOf(files.descriptor('log'));
        if (actual === null) {
          t.log('this system does not say how a file is open; not checked');
        }
        t.is((actual ?? flags) & (O_SYNC | O_DSYNC), flags);
      }
      files.closeAll();
    });
  });
}

test('a file that is opened again has one descriptor and its content; closed, it has none', async (t) => {
  await withScratch(async ({ directory }) => {
    const files = new OpenFiles(new DataDirectory({ directory }));
    files.open('log', 'plain');
    writeSync(files.descriptor('log'), 'kept');
    files.open('log', 'dataSync');
    t.is(readFileSync(files.path('log'), 'utf8'), 'kept');
    t.true([1, null].includes(descriptorsOf(files.path('log'))));
    files.closeAll();
    t.true([0, null].includes(descriptorsOf(files.path('log'))));
  });
});

test('a file that is not there is opened only where it is to be made', async (t) => {
  await withScratch(async ({ directory }) => {
    const files = new OpenFiles(new DataDirectory({ directory }));
    t.throws(() => files.descriptor('none'), { code: 'ENOENT' });
    files.open('none', 'plain');
    t.deepEqual(readdirSync(directory), ['none']);
    files.closeAll();
  });
});
