import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiled folders on which runs depend. */
const FOLDERS = ['src', 'sim'];
const DIGITS = 16;
const MS_PER_SECOND = 1000;

/** The program that is running, as a seed store names it. */
export interface BuildId {
  /** Over the compiled code: an edit that was not committed makes another build. */
  readonly build: string;
  /** Seconds since 1970: of the commit, or of the newest file where there is no repository. */
  readonly committedAt: number;
}

export function buildId(): BuildId {
  const dist = fileURLToPath(new URL('../../', import.meta.url));
  const files = FOLDERS.flatMap((folder) => scriptsBelow(join(dist, folder))).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(readFileSync(file));
  }
  const newestMs = Math.max(...files.map((file) => statSync(file).mtimeMs));
  return {
    build: hash.digest('hex').slice(0, DIGITS),
    committedAt: commitTime(dist) ?? Math.floor(newestMs / MS_PER_SECOND),
  };
}

function scriptsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name));
}

function commitTime(directory: string): number | null {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'];
    const git = ['-C', directory, 'log', '-1', '--format=%ct'];
    return Number(execFileSync('git', git, { stdio, encoding: 'utf8' })) || null;
  } catch {
    return null;
  }
}
