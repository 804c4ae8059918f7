import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const GIT_TIMEOUT_MS = 5000;
const manifest = z.object({ version: z.string() });

/**
 * The commit of the sources in `root`, with `-dirty` when files differ from it; the package's
 * version where there is no git or no repository of this package's own.
 */
export function describeCommit(root: string): string {
  try {
    const [top = '', head = ''] = git(root, 'rev-parse', '--show-toplevel', 'HEAD').split('\n');
    if (realpathSync(top) === realpathSync(root)) {
      return git(root, 'status', '--porcelain') === '' ? head : `${head}-dirty`;
    }
  } catch {
    // No git, or no repository: installed as a package.
  }
  return packageVersion(root);
}

function packageVersion(root: string): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return manifest.parse(JSON.parse(text)).version;
}

function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: GIT_TIMEOUT_MS,
  }).trim();
}
