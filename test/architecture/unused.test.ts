import { readFileSync } from 'node:fs';
import test from 'ava';
import { programsOf, reachedFrom } from './reach.ts';
import { readSources, type Source } from './sources.ts';

const PRODUCTION = /^(src|sim|bench|reports)\//;

/** Formats that docs/formats.md defines, before the command that serves them is there. */
const UNSERVED: readonly string[] = ['src/codec/records/read-argument.ts'];

const sources = readSources();
const programs = programsOf(readFileSync('package.json', 'utf8'));
const tests = sources.map(({ path }) => path).filter((path) => path.endsWith('.test.ts'));

function unreached(entries: readonly string[], among: RegExp): string[] {
  const reached = reachedFrom(entries, sources);
  return sources.map(({ path }) => path).filter((path) => among.test(path) && !reached.has(path));
}

test('package.json names programs, and every one of them has a source file', (t) => {
  t.true(programs.length >= 3);
  const paths = sources.map(({ path }) => path);
  t.deepEqual(
    programs.filter((program) => !paths.includes(program)),
    [],
  );
});

test('every file of production is reached from a command, not from tests alone', (t) => {
  const commands = programs.filter((program) => PRODUCTION.test(program));
  // Equal, so that whatever is reached later on leaves the list of exceptions.
  t.deepEqual(unreached(commands, PRODUCTION), UNSERVED);
});

test('every file is reached from a command or a test', (t) => {
  t.deepEqual(unreached([...programs, ...tests], /./), []);
});

test('a file that only an unreached file imports is not reached', (t) => {
  const file = (path: string, ...imports: string[]): Source => ({ path, text: '', imports });
  const files = [
    file('src/main.ts', './used.ts', 'node:fs'),
    file('src/used.ts', './worker.ts'),
    file('src/worker.ts', './main.ts'),
    file('src/dead.ts', './of-dead.ts', './used.ts'),
    file('src/of-dead.ts'),
  ];
  const reached = reachedFrom(programsOf('"bin": "dist/src/main.js"'), files);
  t.deepEqual([...reached].sort(), ['src/main.ts', 'src/used.ts', 'src/worker.ts']);
});
