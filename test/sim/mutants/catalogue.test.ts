import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { applyMutant } from '../../../sim/mutants/apply-mutant.ts';
import { MUTANTS } from '../../../sim/mutants/catalogue.ts';
import type { Mutant } from '../../../sim/mutants/mutant.ts';

const MACHINERY = ['apply-mutant.ts', 'build-mutant.ts', 'catalogue.ts', 'mutant.ts'];

const sample: Mutant = {
  id: 'sample',
  tier: 1,
  summary: 'a sample',
  source: 'this test',
  file: 'src/sample.ts',
  anchor: 'a < b',
  replacement: 'a <= b',
};

for (const mutant of MUTANTS) {
  test(`the anchor of ${mutant.id} stands exactly once in ${mutant.file}`, (t) => {
    const text = readFileSync(mutant.file, 'utf8');
    t.not(applyMutant(mutant, text), text);
  });
}

test('mutants change the engine alone', (t) => {
  t.deepEqual(
    MUTANTS.filter(({ file }) => !/^src\/(raft|kv|codec|storage|cluster|engine)\//.test(file)),
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

test('a mutant changes its anchor and nothing else', (t) => {
  t.is(applyMutant(sample, 'if (a < b) x();'), 'if (a <= b) x();');
});

test('a replacement is taken as it is written, whatever it contains', (t) => {
  const mutant = { ...sample, replacement: '$& $1 $$' };
  t.is(applyMutant(mutant, 'if (a < b) x();'), 'if ($& $1 $$) x();');
});

test('an anchor that is gone is an error that names the file and the anchor', (t) => {
  t.throws(() => applyMutant(sample, 'if (a > b) x();'), {
    message: /sample.*0 times.*src\/sample\.ts[\s\S]*a < b/,
  });
});

test('an anchor that stands twice is an error that names the file and the anchor', (t) => {
  t.throws(() => applyMutant(sample, 'a < b; a < b;'), {
    message: /sample.*2 times.*src\/sample\.ts[\s\S]*a < b/,
  });
});
