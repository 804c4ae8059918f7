#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Lines of Node that are supported, and the newest there is. */
const LINES = ['20', '22', '24', 'latest'];
const PROFILES = ['default', 'disk', 'membership', 'multigroup'];
const OUTPUT_BYTES_MAX = 2 ** 28;
const EXIT_DIFFERENT = 14;
const EXIT_NOT_SHOWN = 15;
const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

/** What one version of Node made of all runs. */
interface VersionAnswer {
  readonly version: string;
  /** By run; null when this version could not be had. */
  readonly hashes: readonly string[] | null;
}

/** Runs the same seeds on every version of Node, each fetched by npx; prints a table. */
async function main(seeds: readonly string[]): Promise<number> {
  const runs = seeds.flatMap((seed) => PROFILES.map((profile) => ({ seed, profile })));
  const answers: VersionAnswer[] = [];
  for (const line of LINES) {
    answers.push(await askVersion(line, runs));
  }
  for (const { version, hashes } of answers) {
    process.stdout.write(`${version.padEnd(12)} ${hashes?.join(' ') ?? 'not to be had'}\n`);
  }
  const shown = answers.flatMap(({ hashes }) => (hashes === null ? [] : hashes.join(' ')));
  if (new Set(shown).size > 1) {
    process.stdout.write('the hashes differ\n');
    return EXIT_DIFFERENT;
  }
  const names = runs.map(({ seed, profile }) => `${profile} ${seed}`).join(', ');
  process.stdout.write(`${shown.length} versions of Node agree on ${names}\n`);
  return shown.length === LINES.length ? 0 : EXIT_NOT_SHOWN;
}

async function askVersion(
  line: string,
  runs: readonly { readonly seed: string; readonly profile: string }[],
): Promise<VersionAnswer> {
  const version = (await onNode(line, ['-v']))?.trim();
  if (version === undefined) {
    return { version: `node@${line}`, hashes: null };
  }
  const hashes: string[] = [];
  for (const { seed, profile } of runs) {
    const flags = ['--seed', seed, '--profile', profile, '--duration', '5s', '--json'];
    const out = ['--out', `reports/out/node-versions/${version}`];
    const printed = (await onNode(line, [CLI, ...flags, ...out])) ?? '';
    hashes.push(hashIn(printed));
  }
  return { version, hashes };
}

/** What Node of that line prints, whatever it ends with; undefined when npx cannot get it. */
async function onNode(line: string, argv: readonly string[]): Promise<string | undefined> {
  try {
    const npx = ['-y', '-p', `node@${line}`, 'node', ...argv];
    return (await promisify(execFile)('npx', npx, { maxBuffer: OUTPUT_BYTES_MAX })).stdout;
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    return stdout === '' ? undefined : stdout;
  }
}

/** Of the object that a run prints last. */
function hashIn(printed: string): string {
  const last = printed.trim().split('\n').at(-1) ?? '';
  return (JSON.parse(last) as { readonly hash: string }).hash;
}

const seeds = process.argv.slice(2);
process.exitCode = await main(seeds.length === 0 ? ['42'] : seeds);
