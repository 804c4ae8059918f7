import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readDocument, tablesWith } from './markdown.ts';

const ITEMS = 55;
const FOLDER = 'test/acceptance';
/** An item that no test shows yet. */
const MISSING = 'missing';

interface Row {
  readonly item: number;
  readonly sentence: string;
  readonly file: string;
}

const rows = readRows();

function readRows(): Row[] {
  const document = readDocument('docs/architecture.md');
  const cells = tablesWith(document, 'item', 'what holds', 'test')[0]?.rows ?? [];
  return cells.map(([item = '', sentence = '', file = '']) => ({
    item: Number(item),
    sentence,
    file,
  }));
}

/** The title of every test of an item, quotes taken off, with the file that has it. */
function titlesInFolder(): { readonly file: string; readonly title: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(FOLDER, name))
    .flatMap((file) =>
      [...readDocument(file).matchAll(/(['"`])(item \d+: .*?)\1/g)].map((match) => ({
        file,
        title: match[2] as string,
      })),
    );
}

function titleOf({ item, sentence }: Row): string {
  return `item ${item}: ${sentence}`;
}

test('the table of acceptance has every item once, in order', (t) => {
  t.deepEqual(
    rows.map(({ item }) => item),
    Array.from({ length: ITEMS }, (_, i) => i + 1),
  );
});

test('every test that the table of acceptance names exists', (t) => {
  const wrong = rows
    .filter(({ file }) => file !== MISSING)
    .filter((row) => !existsSync(row.file) || !hasTest(row))
    .map(titleOf);
  t.deepEqual(wrong, []);
});

test('every test of an item stands in the table of acceptance', (t) => {
  const known = new Set(rows.map((row) => `${row.file} ${titleOf(row)}`));
  t.deepEqual(
    titlesInFolder().filter(({ file, title }) => !known.has(`${file} ${title}`)),
    [],
  );
});

function hasTest(row: Row): boolean {
  return readDocument(row.file).includes(`${titleOf(row)}`);
}
