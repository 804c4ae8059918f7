import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { writeAll } from '../../../sim/cli/mutants/transpile.ts';
import { applyMutant } from '../../../sim/mutants/apply-mutant.ts';
import { MUTANTS } from '../../../sim/mutants/catalogue.ts';

const run = promisify(execFile);

/**
 * All mutants are one program of the compiler: each changed file finds the others of its mutant beside
 * it, and everything else in the project. Seen to fail with an unknown name in a replacement.
 */
test('every mutant is well typed', async (t) => {
  mkdirSync('.mutants', { recursive: true });
  const aside = mkdtempSync('.mutants/.types-');
  const texts = new Map<string, string>();
  for (const mutant of MUTANTS) {
    for (const [file, text] of applyMutant(mutant, (path) => readFileSync(path, 'utf8'))) {
      texts.set(`${mutant.id}/${file}`, text);
    }
  }
  await writeAll(aside, texts);
  const settings = {
    extends: resolve('tsconfig.core.json'),
    compilerOptions: {
      rootDirs: [resolve('.'), ...MUTANTS.map(({ id }) => id)],
      rootDir: resolve('.'),
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: [],
    files: [...texts.keys()],
  };
  writeFileSync(`${aside}/tsconfig.json`, JSON.stringify(settings));
  const errors = await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', aside]).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  rmSync(aside, { recursive: true });
  t.is(errors, '');
});
