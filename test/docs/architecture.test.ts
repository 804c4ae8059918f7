import { existsSync } from 'node:fs';
import test from 'ava';
import { projectImports, readSources } from '../architecture/sources.ts';
import { readDocument, tablesWith } from './markdown.ts';

const document = readDocument('docs/architecture.md');

/** The simulator's command; `test/architecture/layers.test.ts` says where its edge is. */
const SIM_COMMAND = /^sim\/(cli|worker)(\.ts|\/)/;

/** The part of a path that stands in the table of folders. */
function folderOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'src' ? `${first}/${second}` : (first as string);
}

test('every function that a path names is in its file', (t) => {
  const rows = tablesWith(document, 'file', 'functions').flatMap((table) => table.rows);
  t.true(rows.length > 50);
  const missing = rows.flatMap(([file, functions]) => {
    const text = existsSync(file as string) ? readDocument(file as string) : '';
    return (functions as string)
      .split(', ')
      .filter((name) => !new RegExp(`(function\\*? |^ {2}\\*?)${name}\\b[(<]`, 'm').test(text))
      .map((name) => `${file} ${name}`);
  });
  t.deepEqual(missing, []);
});

test('the table of folders has every folder, and none imports more than its row allows', (t) => {
  const rows = tablesWith(document, 'folder', 'what it holds')[0]?.rows ?? [];
  const folders = rows.map(([folder]) => folder as string);
  const sources = readSources().filter(({ path }) => !SIM_COMMAND.test(path));
  t.deepEqual([...new Set(sources.map(({ path }) => folderOf(path)))].sort(), [...folders].sort());
  const wrong = sources.flatMap((source) => {
    const folder = folderOf(source.path);
    const allowed = allowedBy(rows, folders, folder);
    return projectImports(source)
      .map(folderOf)
      .filter((target) => target !== folder && !allowed.includes(target))
      .map((target) => `${source.path} imports ${target}`);
  });
  t.deepEqual(wrong, []);
});

/** The folders that the last cell of a row stands for. */
function allowedBy(
  rows: readonly (readonly string[])[],
  folders: readonly string[],
  folder: string,
): readonly string[] {
  const at = folders.indexOf(folder);
  const cell = rows[at]?.[2] ?? '';
  switch (cell) {
    case 'all above':
      return folders.slice(0, at);
    case 'everything':
      return folders;
    case 'everything in src':
      return folders.filter((other) => other.startsWith('src/'));
    case 'the folders above src/io; its command all of src, bench, reports':
      return folders.slice(0, folders.indexOf('src/io'));
    default:
      return cell
        .split(', ')
        .flatMap((name) =>
          name === 'src' ? folders.filter((other) => other.startsWith('src/')) : [name],
        );
  }
}

test('the table of errors has every code, and no other', (t) => {
  const rows = tablesWith(document, 'code', 'when')[0]?.rows ?? [];
  const source = readDocument('src/base/errors.ts');
  const codes = [...source.matchAll(/\| '([A-Z_]+)'/g)].map((match) => match[1]);
  t.true(codes.length > 20);
  t.deepEqual(
    rows.map(([code]) => code),
    codes,
  );
});
