import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RaftLabError } from '../../../src/base/errors.ts';
import { applyMutant } from '../../mutants/apply-mutant.ts';
import { mutantOf } from '../../mutants/catalogue.ts';
import type { Mutant } from '../../mutants/mutant.ts';
import { importClosure } from './import-closure.ts';
import { BUILDS, DIST, PREPARED, ROOT } from './project.ts';
import { removeOldBuilds } from './remove-old-builds.ts';
import { compiledName, transpile, writeAll } from './transpile.ts';

/** What runs: with everything that it imports it is all that is needed of a mutant. */
const WORKER = 'sim/worker.js';
/** Of the digest of everything that a build is made from: its folder ends with them. */
const DIGITS = 16;

/** A mutant that is ready to run. */
export interface MutantBuild {
  /** From here `sim/…` and `src/…` of the mutant are imported. */
  readonly directory: string;
  /** Changes with every compiled file that a run depends on, and with the mutant. */
  readonly digest: string;
}

/** A mutant with the files that it changes, and where it is to be. */
interface Order {
  readonly mutant: Mutant;
  readonly changed: Changed;
  readonly digest: string;
  readonly home: string;
}

/**
 * Puts the engine and the simulator together with one mistake in the engine, unless that was done
 * before: the compiled files as they are, but for those that the mutant changes.
 *
 * @throws RaftLabError INVALID_CONFIG when there is no mutant of this id, or it cannot be built here
 * @throws Error when the mutant's anchor is not in the sources exactly once, or it does not compile
 */
export async function buildMutant(id: string): Promise<MutantBuild> {
  const [build] = await buildMutants([id]);
  return build as MutantBuild;
}

/** The same for many, in their order: what is missing is compiled all at once. */
export async function buildMutants(ids: readonly string[]): Promise<MutantBuild[]> {
  const engine = await importClosure(join(ROOT, DIST), [WORKER]);
  const orders = ids.map((id) => orderOf(id, engine));
  const missing = orders.filter(({ home }) => !existsSync(home));
  const texts = await compiledOf(missing);
  for (const [at, order] of missing.entries()) {
    await orRefuse(order.mutant, buildInto(order, texts[at] as ReadonlyMap<string, string>));
  }
  return orders.map(({ home, digest }) => ({ directory: join(home, DIST), digest }));
}

function orderOf(id: string, engine: ReadonlyMap<string, string>): Order {
  const mutant = mutantOf(id);
  if (mutant === undefined) {
    throw new RaftLabError('INVALID_CONFIG', `there is no mutant "${id}"`);
  }
  const changed = changedTexts(mutant);
  const digest = digestOf(mutant, changed, engine);
  return { mutant, changed, digest, home: join(ROOT, BUILDS, `${id}-${digest.slice(0, DIGITS)}`) };
}

/** Where the changed files of a mutant come from: its sources, or what a package brings along. */
interface Changed {
  readonly texts: ReadonlyMap<string, string>;
  readonly isCompiled: boolean;
}

function changedTexts(mutant: Mutant): Changed {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const files = [...new Set(mutant.patches.map(({ file }) => file))];
  if (files.every((file) => existsSync(join(ROOT, file)))) {
    return { texts: applyMutant(mutant, read), isCompiled: false };
  }
  const names = files.map(compiledName);
  const prepared = (name: string) => join(PREPARED, mutant.id, name);
  if (names.every((name) => existsSync(join(ROOT, prepared(name))))) {
    return { texts: new Map(names.map((name) => [name, read(prepared(name))])), isCompiled: true };
  }
  throw new RaftLabError(
    'INVALID_CONFIG',
    `mutant ${mutant.id} is built from ${files.join(' and ')}, which is not in ${ROOT}, and the ` +
      'package brings no compiled one: mutants need the sources',
  );
}

/** What each of them changes, compiled. */
async function compiledOf(orders: readonly Order[]): Promise<ReadonlyMap<string, string>[]> {
  const sources = orders.flatMap(({ mutant, changed }) =>
    changed.isCompiled
      ? []
      : [...changed.texts].map(([file, text]) => [`${mutant.id}/${file}`, text] as const),
  );
  const made = sources.length === 0 ? new Map() : await transpile(new Map(sources));
  return orders.map(({ mutant, changed }) =>
    changed.isCompiled ? changed.texts : textsBelow(`${mutant.id}/`, made),
  );
}

function textsBelow(folder: string, texts: ReadonlyMap<string, string>): Map<string, string> {
  const below = [...texts].filter(([path]) => path.startsWith(folder));
  return new Map(below.map(([path, text]) => [path.slice(folder.length), text]));
}

/**
 * Built aside and then given its name, which says what it was made from. So a folder of that name is
 * whole and never replaced: whoever is second to build the same uses that of the first.
 */
async function buildInto({ home }: Order, changed: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(join(ROOT, BUILDS), { recursive: true });
  await removeOldBuilds();
  const aside = await mkdtemp(join(ROOT, BUILDS, '.building-'));
  try {
    await writeAll(join(aside, DIST), await importClosure(join(ROOT, DIST), [WORKER], changed));
    await rename(aside, home).catch((error: unknown) => {
      if (!existsSync(home)) {
        throw error;
      }
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function orRefuse(mutant: Mutant, build: Promise<void>): Promise<void> {
  try {
    await build;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') {
      throw error;
    }
    throw new RaftLabError(
      'INVALID_CONFIG',
      `mutant ${mutant.id} is built in ${join(ROOT, BUILDS)}, which cannot be written`,
      { cause: error },
    );
  }
}

function digestOf(
  { patches }: Mutant,
  { texts }: Changed,
  engine: ReadonlyMap<string, string>,
): string {
  const hash = createHash('sha256').update(JSON.stringify(patches));
  for (const files of [texts, engine]) {
    for (const [path, text] of files) {
      hash.update(`\n${path}\n`).update(text);
    }
  }
  return hash.digest('hex');
}
