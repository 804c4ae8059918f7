import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../bench/cli.js', import.meta.url));
const POLL_MS = 10;

/** What a finished command left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command, running in `directory`. */
export function startBench(directory: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', CLI, ...args], { cwd: directory });
}

/** Runs the command to its end in `directory`. */
export function runBench(directory: string, ...args: string[]): Promise<Finished> {
  return finished(startBench(directory, ...args));
}

/** Waits for `child` to end. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs `work` with an empty directory that goes afterwards. */
export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Resolves once `condition` holds. @throws when it does not in time. */
export async function until(condition: () => boolean, limitMs = 20_000): Promise<void> {
  for (let waited = 0; !condition(); waited += POLL_MS) {
    if (waited > limitMs) {
      throw new Error('the condition did not come true in time');
    }
    await setTimeout(POLL_MS);
  }
}
