import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeProcess } from '../../src/process/node-process.ts';

/** What a test uses up: a directory, processes, clients. */
export class Scratch {
  readonly directory = mkdtempSync(join(tmpdir(), 'raftlab-real-'));
  readonly #ends: (() => void | Promise<void>)[] = [];

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Calls `end` when the test is over, the newest first. */
  defer(end: () => void | Promise<void>): void {
    this.#ends.push(end);
  }

  node(node: NodeProcess): NodeProcess {
    this.defer(() => node.stop());
    return node;
  }

  async dispose(): Promise<void> {
    for (const end of this.#ends.reverse()) {
      await end();
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Runs `work` with a scratch of its own, and clears it away whatever happens. */
export async function withScratch(work: (scratch: Scratch) => Promise<void>): Promise<void> {
  const scratch = new Scratch();
  try {
    await work(scratch);
  } finally {
    await scratch.dispose();
  }
}
