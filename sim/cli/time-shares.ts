import { type Profiler, Session } from 'node:inspector';

/** What time goes into. */
export type TimeUse =
  | 'engine'
  | 'world'
  | 'network'
  | 'disk'
  | 'oracles'
  | 'checker'
  | 'client'
  | 'faults'
  | 'garbage'
  | 'other';

/** Shares of the time, in per cent, the largest first. */
export type TimeShares = readonly { readonly use: TimeUse; readonly percent: number }[];

const SAMPLING_MICROS = 500;

/** By the folder that a file of the build lies in; the first one that fits. */
const FOLDERS: readonly (readonly [string, TimeUse])[] = [
  ['/dist/sim/network/', 'network'],
  ['/dist/sim/disk/', 'disk'],
  ['/dist/sim/store/', 'disk'],
  ['/dist/sim/oracles/', 'oracles'],
  ['/dist/sim/checker/', 'checker'],
  ['/dist/sim/workload/', 'client'],
  ['/dist/src/client/', 'client'],
  ['/dist/sim/faults/', 'faults'],
  ['/dist/sim/', 'world'],
  // What the platform does is done for whoever called it.
  ['/dist/src/io/', 'other'],
  ['/dist/src/', 'engine'],
];

/** Runs `run` and samples what its time goes into. */
export function sampleTime<T>(run: () => T): { readonly value: T; readonly shares: TimeShares } {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROS });
  session.post('Profiler.start');
  try {
    const value = run();
    let shares: TimeShares = [];
    // Of the own thread, so it is called back before `post` returns.
    session.post('Profiler.stop', (_, { profile }) => {
      shares = sharesOf(profile);
    });
    return { value, shares };
  } finally {
    session.disconnect();
  }
}

/** What each function took by itself counts for whoever it was done for. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): TimeShares {
  const own = new Map<number, number>();
  for (const [i, id] of samples.entries()) {
    own.set(id, (own.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const micros = new Map<TimeUse, number>();
  let total = 0;
  const open: [Profiler.ProfileNode | undefined, TimeUse][] = [[nodes[0], 'other']];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, caller] = next;
    if (node === undefined || node.callFrame.functionName === '(idle)') {
      continue;
    }
    const use = useOf(node, caller);
    const spent = own.get(node.id) ?? 0;
    micros.set(use, (micros.get(use) ?? 0) + spent);
    total += spent;
    open.push(
      ...(node.children ?? []).map((id): [typeof node | undefined, TimeUse] => [byId.get(id), use]),
    );
  }
  return [...micros]
    .filter(([, spent]) => spent > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([use, spent]) => ({ use, percent: Number(((100 * spent) / total).toFixed(1)) }));
}

/** What an oracle or the checker calls is their own doing, wherever it lies. */
function useOf({ callFrame }: Profiler.ProfileNode, caller: TimeUse): TimeUse {
  if (callFrame.functionName === '(garbage collector)') {
    return 'garbage';
  }
  if (caller === 'oracles' || caller === 'checker') {
    return caller;
  }
  const use = FOLDERS.find(([folder]) => callFrame.url.includes(folder))?.[1];
  return use === undefined || use === 'other' ? caller : use;
}
