import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The object that the command prints with --json; tests look at what they know to be there. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is what the tests are about
export type PrintedLine = any;

/** What a run of the command came to. */
export interface SimProcess {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout, parsed; null when it is not JSON. */
  readonly line: PrintedLine;
}

/** Runs the simulator's command in a process of its own; tests run in the project's root. */
export async function simProcess(...argv: readonly string[]): Promise<SimProcess> {
  const child = spawn(process.execPath, ['dist/sim/cli.js', ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { exitCode, stdout, stderr, line: parsed(stdout) };
}

function parsed(stdout: string): PrintedLine {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}
