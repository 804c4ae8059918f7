import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { BUILDS, ROOT } from './project.ts';

const run = promisify(execFile);

/**
 * Single files in JavaScript, by their names in it. Types are taken out and not looked at, so nothing
 * else of the project is read: a test has the compiler look at all mutants at once.
 *
 * @throws Error when a text is no TypeScript, or there is no compiler
 */
export async function transpile(texts: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  await mkdir(join(ROOT, BUILDS), { recursive: true });
  const aside = await mkdtemp(join(ROOT, BUILDS, '.transpile-'));
  try {
    await writeAll(aside, texts);
    await writeFile(join(aside, 'tsconfig.json'), JSON.stringify(settings([...texts.keys()])));
    await compile(aside);
    const names = [...texts.keys()].map(compiledName);
    const compiled = names.map(
      async (name) => [name, await readFile(join(aside, 'out', name), 'utf8')] as const,
    );
    return new Map(await Promise.all(compiled));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** What the compiler makes of `file`. */
export function compiledName(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

/** Puts every text into its file below `directory`. */
export async function writeAll(
  directory: string,
  texts: ReadonlyMap<string, string>,
): Promise<void> {
  const folders = new Set([...texts.keys()].map((path) => dirname(join(directory, path))));
  await Promise.all([...folders].map((folder) => mkdir(folder, { recursive: true })));
  await Promise.all([...texts].map(([path, text]) => writeFile(join(directory, path), text)));
}

function settings(files: readonly string[]): unknown {
  return {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      rootDir: '.',
      outDir: 'out',
      incremental: false,
      tsBuildInfoFile: null,
      noCheck: true,
      noResolve: true,
      types: [],
      sourceMap: false,
    },
    include: [],
    files,
  };
}

async function compile(aside: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  try {
    await run(process.execPath, [tsc, '-p', aside]);
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    throw new Error(`a mutant does not compile:\n${stdout ?? String(error)}`);
  }
}
