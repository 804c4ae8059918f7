import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readDocument } from './markdown.ts';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const ROOTS = ['src', 'sim', 'bench', 'reports', 'test', 'docs', 'dist'];
/** What runs and builds make, and pictures of such runs. */
const MADE_LATER = /^(reports\/out\/|dist\/)/;

/** Paths of the project in backticks or links. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([\w./-]+)`/g)].map((match) => match[1] as string);
  const linked = [...text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)].map(
    (match) => match[1] as string,
  );
  const own = quoted.filter(
    (path) =>
      ROOTS.some((root) => path === root || path.startsWith(`${root}/`)) || isFileName(path),
  );
  return [...new Set([...own, ...linked])].filter((path) => !MADE_LATER.test(path));
}

/** A file in the project's root. */
function isFileName(path: string): boolean {
  return /^([A-Z]+\.md|(package|tsconfig|biome)[\w.-]*\.json)$/.test(path);
}

for (const path of DOCUMENTS) {
  test(`every path that ${path} names exists`, (t) => {
    const paths = pathsIn(readDocument(path));
    t.deepEqual(
      paths.filter((named) => !existsSync(named) && !existsSync(join(path, '..', named))),
      [],
    );
  });
}

test('the documents name paths at all', (t) => {
  t.true(DOCUMENTS.flatMap((path) => pathsIn(readDocument(path))).length > 100);
});
