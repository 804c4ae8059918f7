import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Cleanup } from '../../../src/cli/command/cleanup.ts';

const greeting = z.object({ port: z.number() });

/** The server in a process of its own. */
export interface ServerChild {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it and waits until it listens. `cleanup` kills it if nobody else does. */
export async function startServerChild(
  cleanup: Cleanup,
  signal: AbortSignal,
): Promise<ServerChild> {
  const child = fork(fileURLToPath(new URL('./server-process.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = cleanup.defer(() => child.kill('SIGKILL'));
  const message = await Promise.race([
    once(child, 'message', { signal }),
    ended.then(() => {
      throw new Error(`the server process ended with code ${child.exitCode} before it listened`);
    }),
  ]);
  return {
    port: greeting.parse(message[0]).port,
    stop: () => {
      kill();
      return ended;
    },
  };
}
