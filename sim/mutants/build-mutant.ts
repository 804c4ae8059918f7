import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RaftLabError } from '../../src/base/errors.ts';
import { applyMutant } from './apply-mutant.ts';
import { mutantOf } from './catalogue.ts';
import type { Mutant } from './mutant.ts';

/** The project: this file runs as dist/sim/mutants/build-mutant.js in it. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BUILDS = '.mutants';
/** What a mutant is made of. */
const SOURCES = ['src', 'sim'];
const BUILD_SETTINGS = ['tsconfig.json', 'package.json'];
/** Holds the digest of everything that the build was made from. */
const STAMP = 'built-from';
/** What is compiled, with everything that it imports; what is not there is left out. */
const ENTRIES = [
  'sim/worker.ts',
  'sim/config/draw-config.ts',
  'sim/run/run-seed.ts',
  'src/io/platform/ports.ts',
];

const run = promisify(execFile);

/**
 * Builds the engine and the simulator with one mistake in the engine, unless that build is there
 * already. Returns the directory from which `sim/…` and `src/…` of the mutant are imported.
 *
 * @throws RaftLabError INVALID_CONFIG when there is no mutant of this id, or there are no sources
 * @throws Error when the mutant's anchor is not in the sources exactly once, or it does not compile
 */
export async function buildMutant(id: string): Promise<string> {
  const mutant = mutantOf(id);
  if (mutant === undefined) {
    throw new RaftLabError('INVALID_CONFIG', `there is no mutant "${id}"`);
  }
  if (!existsSync(join(ROOT, mutant.file))) {
    throw new RaftLabError(
      'INVALID_CONFIG',
      `mutant ${id} is built from ${mutant.file}, which is not in ${ROOT}: mutants need the sources`,
    );
  }
  const home = join(ROOT, BUILDS, id);
  const digest = await digestOf(mutant);
  if ((await stampOf(home)) !== digest) {
    await buildInto(home, mutant, digest);
  }
  return join(home, 'dist');
}

/** Built aside and then given its name: whoever builds the same meanwhile finds it whole. */
async function buildInto(home: string, mutant: Mutant, digest: string): Promise<void> {
  const aside = join(ROOT, BUILDS, `.${mutant.id}-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    await copySources(aside, mutant);
    await compile(aside, mutant);
    await writeFile(join(aside, STAMP), digest);
    await rm(home, { recursive: true, force: true });
    await rename(aside, home).catch(async (error: unknown) => {
      if ((await stampOf(home)) !== digest) {
        throw error;
      }
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function copySources(aside: string, mutant: Mutant): Promise<void> {
  for (const folder of SOURCES) {
    await cp(join(ROOT, folder), join(aside, folder), { recursive: true });
  }
  const text = await readFile(join(ROOT, mutant.file), 'utf8');
  await writeFile(join(aside, mutant.file), applyMutant(mutant, text));
  await writeFile(join(aside, 'tsconfig.json'), JSON.stringify(settingsOf(aside)));
}

function settingsOf(aside: string): unknown {
  return {
    extends: '../../tsconfig.json',
    compilerOptions: {
      rootDir: '.',
      outDir: 'dist',
      incremental: false,
      tsBuildInfoFile: null,
      noEmitOnError: true,
      // A mistake may leave an import or a parameter without a use.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: [],
    files: ENTRIES.filter((entry) => existsSync(join(aside, entry))),
  };
}

async function compile(aside: string, mutant: Mutant): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  try {
    await run(process.execPath, [tsc, '-p', aside]);
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    throw new Error(`mutant ${mutant.id} does not compile:\n${stdout ?? String(error)}`);
  }
}

async function stampOf(home: string): Promise<string | null> {
  return await readFile(join(home, STAMP), 'utf8').catch(() => null);
}

/** Changes with every file that the build depends on, and with the mutant. */
async function digestOf(mutant: Mutant): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(mutant));
  for (const file of [...BUILD_SETTINGS, ...(await sourceFiles())]) {
    hash.update(`\n${file}\n`).update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex');
}

async function sourceFiles(): Promise<string[]> {
  const folders = await Promise.all(
    SOURCES.map(async (folder) => {
      const names = await readdir(join(ROOT, folder), { recursive: true });
      return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
    }),
  );
  return folders.flat().sort();
}
