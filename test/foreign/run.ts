/**
 * Runs the tests, then says what became of the foreign cases that ran in them. Ends as the tests do.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTS_VARIABLE, type CountedCase } from './case-counts.ts';
import { foreignData, foreignPath } from './files.ts';
import type { ForeignKind } from './kinds.ts';
import { hasFailure, summarize } from './summary.ts';

interface Manifest {
  readonly categories: Readonly<Partial<Record<ForeignKind, { readonly cases: number }>>>;
}

const scratch = mkdtempSync(join(tmpdir(), 'raftlab-foreign-'));
try {
  const counts = join(scratch, 'cases.jsonl');
  const testsEnd = await runTests(counts);
  const counted = readCounts(counts);
  process.stdout.write(`${summarize(existsSync(foreignPath('')) ? counted : null, casesThere)}\n`);
  process.exitCode = testsEnd === 0 && hasFailure(counted) ? 1 : testsEnd;
} finally {
  rmSync(scratch, { recursive: true });
}

async function runTests(counts: string): Promise<number> {
  const tests = spawn('ava', process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, [COUNTS_VARIABLE]: counts },
    shell: process.platform === 'win32',
  });
  const [code] = (await once(tests, 'exit')) as [number | null];
  return code ?? 1;
}

function readCounts(path: string): CountedCase[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as CountedCase);
}

function casesThere(kind: ForeignKind): number | null {
  return foreignData<Manifest>('manifest.json')?.categories[kind]?.cases ?? null;
}
