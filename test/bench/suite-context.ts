import type { Sizes } from '../../bench/options/bench-options.ts';
import type { SuiteContext } from '../../bench/suites/suite.ts';
import { Cleanup } from '../../src/cli/command/cleanup.ts';
import { silentProgress } from '../../src/cli/command/progress.ts';

/** A quick run in `directory`, and what it noted. */
export function suiteContext(
  directory: string,
  sizes: Sizes,
): { context: SuiteContext; controller: AbortController; notes: string[] } {
  const controller = new AbortController();
  const notes: string[] = [];
  const machine = {
    cpu: '',
    cores: 1,
    memoryBytes: 0,
    disk: '',
    kernel: '',
    node: '',
    load: 0,
  };
  const context: SuiteContext = {
    options: { ...sizes, suites: [], effort: 'quick', json: false, verbose: false },
    machine,
    progress: silentProgress,
    signal: controller.signal,
    directory,
    cleanup: new Cleanup(),
    note: (sentence) => notes.push(sentence),
  };
  return { context, controller, notes };
}
