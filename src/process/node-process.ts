import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeIdOfAddress } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import type { NodeId } from '../base/ids.ts';
import { HEAP_FLAGS } from './heap-flags.ts';
import type { NodeConfig } from './node-config.ts';
import type { NodeQuestion, NodeReport } from './node-messages.ts';

const RAFTLAB = fileURLToPath(new URL('../cli/main.js', import.meta.url));
/** A node that is not ready by then never will be. */
const READY_TIMEOUT_MS = 30_000;
/** Bytes kept of what a node process wrote to its error output. */
const STDERR_BYTES_MAX = 16 * 1024;

export type StatisticsReport = Extract<NodeReport, { kind: 'statistics' }>;

/** A node as an operating-system process of its own, started from this one. */
export class NodeProcess {
  readonly config: NodeConfig;
  readonly node: NodeId;
  readonly #program: string | null;
  readonly #nodeFlags: readonly string[];
  #child: ChildProcess | null = null;
  #stderr = '';
  /** The child is another command that runs the node: signals end that one alone. */
  #isWrapped = false;
  #listeners = new Set<(report: NodeReport) => void>();

  /**
   * @param program - another program that takes the same configuration, and reports alike.
   * @param nodeFlags - for the JavaScript engine, as `--cpu-prof`.
   */
  constructor(
    config: NodeConfig,
    program: string | null = null,
    nodeFlags: readonly string[] = [],
  ) {
    this.#program = program;
    this.config = config;
    this.#nodeFlags = nodeFlags;
    this.node = nodeIdOfAddress(config.address);
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** What the process last wrote to its error output. */
  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Calls `listener` with every report; returns what ends that. */
  onReport(listener: (report: NodeReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Starts the process and waits until the node has read its disk.
   *
   * @param command - `strace` and the like, before the node's own command line.
   * @throws RaftLabError that the node itself gave, or TIMEOUT.
   */
  async start(command: readonly string[] = []): Promise<void> {
    const line = [
      ...command,
      process.execPath,
      ...HEAP_FLAGS,
      ...this.#nodeFlags,
      ...this.#commandLine(),
    ];
    const child = spawn(line[0] as string, line.slice(1), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#isWrapped = command.length > 0;
    this.#stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_BYTES_MAX);
    });
    child.on('message', (report: NodeReport) => {
      for (const listener of this.#listeners) {
        listener(report);
      }
    });
    child.on('exit', () => {
      if (this.#child === child) {
        this.#child = null;
      }
    });
    await this.#untilReady(child);
  }

  /**
   * Ends the process and waits until it is gone. A node that was started through another command ends
   * as if it were told to, whatever the signal: it is alone without whoever started it.
   */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null) {
      return;
    }
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#end(child, signal);
    await gone;
  }

  /** Ends the process without waiting; for a program that is ending itself. */
  killNow(): void {
    if (this.#child !== null) {
      this.#end(this.#child, 'SIGKILL');
    }
  }

  async statistics(): Promise<StatisticsReport> {
    const question: NodeQuestion = { kind: 'statistics' };
    return await new Promise((resolve, reject) => {
      const child = this.#child;
      if (child === null) {
        reject(new RaftLabError('TIMEOUT', `node ${this.config.address} does not run`));
        return;
      }
      const end = this.onReport((report) => {
        if (report.kind === 'statistics') {
          end();
          resolve(report);
        }
      });
      child.send(question);
    });
  }

  #end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): void {
    if (!this.#isWrapped) {
      child.kill(signal);
    } else if (child.connected) {
      child.disconnect();
    }
  }

  #commandLine(): string[] {
    const json = JSON.stringify(this.config);
    const mode = this.config.join ? 'join' : 'init';
    return this.#program === null ? [RAFTLAB, mode, '--config-json', json] : [this.#program, json];
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const finish = (error: Error | null) => {
        clearTimeout(timer);
        end();
        child.off('exit', onExit);
        if (error === null) {
          resolve();
        } else {
          reject(error);
        }
      };
      const onExit = () => finish(new RaftLabError('TIMEOUT', this.#lastWords()));
      const end = this.onReport((report) => {
        if (report.kind === 'ready') {
          finish(null);
        } else if (report.kind === 'failed') {
          finish(new RaftLabError(report.code as RaftLabError['code'], report.message));
        }
      });
      const timer = setTimeout(
        () => finish(new RaftLabError('TIMEOUT', this.#lastWords())),
        READY_TIMEOUT_MS,
      );
      child.once('exit', onExit);
    });
  }

  #lastWords(): string {
    const words = this.#stderr.trim();
    return `node ${this.config.address} did not become ready${words === '' ? '' : `: ${words}`}`;
  }
}
