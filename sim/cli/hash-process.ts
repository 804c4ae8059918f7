import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { RunPool } from './run-pool.ts';
import type { SecondAnswer, SecondRun } from './second-process.ts';

process.once('message', (run: SecondRun) => {
  void answer(run);
});

async function answer({ task, mutant, isTraced }: SecondRun): Promise<void> {
  const pool = await RunPool.open(mutant, 1, new Cleanup());
  const { result, trace } = await pool.run({ task, inDetail: false, isTraced, progress: null });
  const { hash, verdict } = result;
  process.send?.({ hash, verdict, trace } satisfies SecondAnswer);
}
