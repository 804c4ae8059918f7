import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_DIRECTORIES, writtenDirectory } from './golden-directory.ts';
import { goldenFiles, goldenPath, goldenVersions, NEWEST_VERSION, plain } from './golden-files.ts';
import { GOLDEN_SUBJECTS } from './subjects.ts';

/**
 * `npm run golden`: writes a golden file for every example that has none, into the newest version's
 * folder. With a version as its argument (`npm run golden -- v3`) also the directory of a node, which
 * begins that version. What is there is never written again.
 */
const [begun] = process.argv.slice(2);
const version = begun ?? NEWEST_VERSION;
const known = new Set(
  goldenVersions().flatMap((each) => goldenFiles(each).map(({ name }) => name)),
);

for (const [name, { encode, decode }] of Object.entries(GOLDEN_SUBJECTS)) {
  if (!known.has(name)) {
    const bytes = encode();
    write(`${name}.bin`, bytes);
    write(`${name}.json`, `${JSON.stringify(plain(decode(bytes)), null, 1)}\n`);
  }
}
if (begun !== undefined) {
  for (const [name, codec] of Object.entries(GOLDEN_DIRECTORIES)) {
    for (const [file, bytes] of writtenDirectory(codec)) {
      write(join(name, file), bytes);
    }
  }
}

function write(file: string, content: Uint8Array | string): void {
  const path = goldenPath(version, file);
  if (!existsSync(path)) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    process.stdout.write(`${path}\n`);
  }
}
