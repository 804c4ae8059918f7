import type { BenchOptions, Sizes } from '../options/bench-options.ts';
import type { Suites } from '../suites/suite.ts';

const FLAGS: Readonly<Record<keyof Sizes, string>> = {
  syncModes: '--sync',
  snapshotCodecs: '--snapshot-codec',
  nodes: '--nodes',
  groups: '--groups',
  threads: '--threads',
  connections: '--connections',
  window: '--window',
  records: '--records',
  seconds: '--seconds',
  readRatio: '--read-ratio',
  workload: '--workload',
  store: '--store',
  repeat: '--repeat',
};

/** The flags that were given but change nothing in any of the chosen suites. */
export function unusedFlags(options: BenchOptions, suites: Suites): string[] {
  const used = new Set<string>(options.suites.flatMap((name) => suites[name]?.uses ?? []));
  return Object.entries(FLAGS)
    .filter(([size]) => size in options && !used.has(size))
    .map(([, flag]) => flag);
}
