import { Cleanup } from '../../src/cli/command/cleanup.ts';
import type { RunTask } from '../run/run-task.ts';
import { RunPool } from './run-pool.ts';

/** What the parent process wants the hash of. */
export interface HashRequest {
  readonly task: RunTask;
  readonly mutant: string | null;
}

process.once('message', (request: HashRequest) => {
  void answer(request);
});

async function answer({ task, mutant }: HashRequest): Promise<void> {
  const pool = await RunPool.open(mutant, 1, new Cleanup());
  const { result } = await pool.run({ task, inDetail: false, progress: null });
  process.send?.(result.hash);
}
