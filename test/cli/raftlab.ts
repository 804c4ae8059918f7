import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../src/cli/command-line.ts';

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** A process that does not end although it should is ended, so that the test fails. */
const LIFE_MS_MAX = 30_000;

/** What a finished command left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `raftlab` command, begun in `directory`. */
export class Raftlab {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  stdout = '';
  stderr = '';

  constructor(directory: string, args: readonly string[]) {
    const child = spawn(process.execPath, ['--enable-source-maps', CLI, ...args], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIFE_MS_MAX,
      killSignal: 'SIGKILL',
    });
    this.child = child;
    child.stdout?.on('data', (text) => {
      this.stdout += text;
    });
    child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.finished = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  get isReady(): boolean {
    return this.stderr.includes(' is ready\n');
  }

  async stop(): Promise<Finished> {
    this.child.kill('SIGKILL');
    return await this.finished;
  }
}

/** Runs the command to its end. */
export function runRaftlab(directory: string, ...args: string[]): Promise<Finished> {
  return new Raftlab(directory, args).finished;
}

/** Runs the command within this process, for what ends before a node would start. */
export async function askRaftlab(...args: string[]): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runCommandLine(args, { stdout, stderr });
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
}

function textOf(stream: PassThrough): string {
  return String(stream.read() ?? '');
}
