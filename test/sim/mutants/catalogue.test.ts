import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { PROFILES } from '../../../sim/config/profiles.ts';
import { applyMutant } from '../../../sim/mutants/apply-mutant.ts';
import { MUTANTS } from '../../../sim/mutants/catalogue.ts';
import type { Patch } from '../../../sim/mutants/mutant.ts';
import { ORACLES } from '../../../sim/oracles/catalogue.ts';
import { SCENARIOS } from '../../../sim/scenarios/catalogue.ts';

const MACHINERY = ['apply-mutant.ts', 'catalogue.ts', 'mutant.ts'];
/** Those that the catalogue of known mistakes wants before all others. */
const FIRST = [
  1, 2, 5, 6, 9, 12, 13, 14, 15, 17, 18, 19, 21, 22, 27, 28, 31, 33, 34, 38, 41, 43, 45, 48, 50, 52,
  54, 57, 60, 64,
];

const patch: Patch = {
  file: 'src/sample.ts',
  anchor: 'a < b',
  replacement: 'a <= b',
};

function applied(text: string, ...patches: readonly [Patch, ...Patch[]]): string | undefined {
  return applyMutant({ id: 'sample', patches }, () => text).get(patch.file);
}

for (const mutant of MUTANTS) {
  test(`each anchor of ${mutant.id} stands exactly once in its file`, (t) => {
    for (const [file, text] of applyMutant(mutant, (path) => readFileSync(path, 'utf8'))) {
      t.not(text, readFileSync(file, 'utf8'));
    }
  });
}

test('mutants change the engine alone', (t) => {
  const files = MUTANTS.flatMap(({ patches }) => patches.map(({ file }) => file));
  t.deepEqual(
    files.filter((file) => !/^src\/(raft|kv|codec|storage|cluster|engine)\//.test(file)),
    [],
  );
});

test('every mutant is listed once, under the name of its file', (t) => {
  const files = readdirSync('sim/mutants').filter((file) => !MACHINERY.includes(file));
  t.deepEqual(MUTANTS.map(({ id }) => `${id}.ts`).sort(), files.sort());
});

test('exactly one mutant is a canary', (t) => {
  t.deepEqual(
    MUTANTS.filter(({ tier }) => tier === 0).map(({ id }) => id),
    ['canary'],
  );
});

test('forty-five mistakes of the catalogue are there, among them those that it wants first', (t) => {
  const numbers = MUTANTS.flatMap(({ number }) => (number === null ? [] : [number]));
  t.is(new Set(numbers).size, numbers.length);
  t.true(numbers.length >= 45, `${numbers.length}`);
  t.deepEqual(
    FIRST.filter((number) => !numbers.includes(number)),
    [],
  );
});

test('a mutant is hunted where there is something, and its oracles are in the catalogue', (t) => {
  const grounds = [...PROFILES, ...SCENARIOS].map(({ name }) => name);
  for (const { id, hunts, oracles, tier } of MUTANTS) {
    t.deepEqual(
      hunts.filter((name) => !grounds.includes(name)),
      [],
      id,
    );
    t.true(
      oracles.every((name) => name in ORACLES),
      id,
    );
    t.is(oracles.length === 0, tier === 'harmless', id);
  }
});

test('no oracle and no part of the simulated world names a mutant', (t) => {
  const files = readdirSync('sim', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(mutants|cli)\//.test(file))
    .map((file) => `sim/${file}`);
  t.true(files.length > 50 && existsSync('sim/oracles'));
  t.deepEqual(
    files.filter((file) => /mutant/i.test(readFileSync(file, 'utf8'))),
    [],
  );
});

test('a mutant changes its anchor and nothing else', (t) => {
  t.is(applied('if (a < b) x();', patch), 'if (a <= b) x();');
});

test('patches of one file are made one after the other', (t) => {
  t.is(applied('a < b', patch, { ...patch, anchor: '<= b', replacement: '=== b' }), 'a === b');
});

test('a replacement is taken as it is written, whatever it contains', (t) => {
  t.is(applied('if (a < b) x();', { ...patch, replacement: '$& $1 $$' }), 'if ($& $1 $$) x();');
});

test('an anchor that is gone is an error that names the file and the anchor', (t) => {
  t.throws(() => applied('if (a > b) x();', patch), {
    message: /sample.*0 times.*src\/sample\.ts[\s\S]*a < b/,
  });
});

test('an anchor that stands twice is an error that names the file and the anchor', (t) => {
  t.throws(() => applied('a < b; a < b;', patch), {
    message: /sample.*2 times.*src\/sample\.ts[\s\S]*a < b/,
  });
});
