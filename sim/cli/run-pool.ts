import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import type { CrashReport } from '../crash/crash-anywhere.ts';
import type { ShrinkOutcome } from '../shrink/shrink.ts';
import type { CrashTask, ShrinkTask, WorkerAnswer, WorkerTask } from '../worker.ts';
import { buildMutant } from './mutants/build-mutant.ts';

/** A run makes many small buffers that live until their event is due; then few survive a collection. */
const YOUNG_MIB = 96;

/** Threads that carry out runs, of the engine as it is or of one of its mutants. */
export class RunPool {
  readonly #piscina: Piscina;

  private constructor(filename: string, threads: number) {
    this.#piscina = new Piscina({
      filename,
      minThreads: 0,
      maxThreads: threads,
      // A thread that waits a millisecond for the next run would end, and what it has compiled with it.
      idleTimeout: Number.POSITIVE_INFINITY,
      atomics: 'disabled',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
  }

  /** @throws Error when the mutant does not compile */
  static async open(mutant: string | null, threads: number, cleanup: Cleanup): Promise<RunPool> {
    const pool = new RunPool(await workerFile(mutant), threads);
    cleanup.defer(() => void pool.close());
    return pool;
  }

  /** @param signal - ends the run, and the thread that it is in */
  async run(task: WorkerTask, signal?: AbortSignal): Promise<WorkerAnswer> {
    return await this.#piscina.run(task, signal === undefined ? {} : { signal });
  }

  /** @param signal - ends it, and the thread that it is in */
  async shrink(task: ShrinkTask, signal?: AbortSignal): Promise<ShrinkOutcome> {
    const options = { name: 'shrinkRun', ...(signal === undefined ? {} : { signal }) };
    return await this.#piscina.run(task, options);
  }

  /** @param signal - ends it, and the thread that it is in */
  async crashPoints(task: CrashTask, signal: AbortSignal): Promise<CrashReport> {
    return await this.#piscina.run(task, { name: 'crashPoints', signal });
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}

async function workerFile(mutant: string | null): Promise<string> {
  if (mutant === null) {
    return new URL('../worker.js', import.meta.url).href;
  }
  const { directory } = await buildMutant(mutant);
  return new URL('sim/worker.js', pathToFileURL(`${directory}/`)).href;
}
