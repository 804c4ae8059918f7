import { Piscina } from 'piscina';
import type { Cleanup } from '../../../src/cli/command/cleanup.ts';
import type { CodecTask, CodecTiming } from './codec-task.ts';

/**
 * A thread for each case: what the compiler learnt from one codec must not slow down the next, as it
 * would if both went through the same functions.
 */
export class CodecThreads {
  readonly #threads = new Map<number, Piscina<CodecTask, CodecTiming>>();

  constructor(cleanup: Cleanup) {
    cleanup.defer(() => void this.destroy());
  }

  async time(task: CodecTask, signal: AbortSignal): Promise<CodecTiming> {
    return await this.#threadOf(task.at).run(task, { signal });
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => thread.destroy()));
    this.#threads.clear();
  }

  #threadOf(at: number): Piscina<CodecTask, CodecTiming> {
    const known = this.#threads.get(at);
    if (known !== undefined) {
      return known;
    }
    const thread = new Piscina<CodecTask, CodecTiming>({
      filename: new URL('./codec-task.js', import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
      atomics: 'disabled',
    });
    this.#threads.set(at, thread);
    return thread;
  }
}
