import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { applyMutant } from '../../mutants/apply-mutant.ts';
import { MUTANTS } from '../../mutants/catalogue.ts';
import { PREPARED, ROOT } from './project.ts';
import { transpile, writeAll } from './transpile.ts';

/**
 * Compiles the changed files of every mutant, so that a package without sources can run them; it is
 * done when the package is made (`prepack`).
 */
async function prepare(): Promise<void> {
  const texts = MUTANTS.flatMap((mutant) => {
    const changed = applyMutant(mutant, (file) => readFileSync(join(ROOT, file), 'utf8'));
    return [...changed].map(([file, text]) => [`${mutant.id}/${file}`, text] as const);
  });
  const compiled = await transpile(new Map(texts));
  await rm(join(ROOT, PREPARED), { recursive: true, force: true });
  await writeAll(join(ROOT, PREPARED), compiled);
  process.stdout.write(`${compiled.size} files of ${MUTANTS.length} mutants\n`);
}

await prepare();
