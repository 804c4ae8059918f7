import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NOWHERE } from '../oracles/violation.ts';
import type { RunTask } from '../run/run-task.ts';
import type { WorkerAnswer } from '../worker.ts';
import type { HashRequest } from './hash-process.ts';
import type { RunChoice } from './sim-command.ts';

/**
 * Runs `task` again in another process. The answer is `first` when both runs have the same hash, and
 * a verdict of non-determinism otherwise.
 *
 * @throws Error when the other process fails
 */
export async function compareWithOtherProcess(
  first: WorkerAnswer,
  task: RunTask,
  { mutant }: RunChoice,
): Promise<WorkerAnswer> {
  const hash = await hashInOtherProcess({ task, mutant });
  const { result } = first;
  if (hash === result.hash) {
    return first;
  }
  const violation = {
    ...NOWHERE,
    oracle: 'determinism',
    message: `this process came to hash ${result.hash}, another one to ${hash}`,
    event: result.counts.events,
    virtualMicros: result.virtualMicros,
  };
  return { ...first, result: { ...result, verdict: 'nonDeterminism', violation } };
}

async function hashInOtherProcess(request: HashRequest): Promise<string> {
  const child = fork(fileURLToPath(new URL('./hash-process.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process of the second run ended with exit code ${String(code)}`);
  });
  child.send(request);
  try {
    const [hash] = (await Promise.race([once(child, 'message'), ended])) as [string];
    return hash;
  } finally {
    ended.catch(() => undefined);
    child.kill();
  }
}
