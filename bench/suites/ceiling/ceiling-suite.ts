import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BenchCluster } from '../../cluster/bench-cluster.ts';
import type { SyncMode } from '../../durability/sync-mode.ts';
import { PHASES } from '../../load/load-control.ts';
import { LoadPool } from '../../load/load-pool.ts';
import type { CeilingRow } from '../../result/rows.ts';
import { percentile } from '../../result/statistics.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';

const PROGRAM = fileURLToPath(new URL('../../ceiling/ceiling-main.js', import.meta.url));
const NODES = 3;
const LENGTHS = {
  quick: { warmUpMs: 1000, measureMs: 700, repeat: 1 },
  default: { warmUpMs: 2000, measureMs: 1500, repeat: 1 },
  full: { warmUpMs: 5000, measureMs: 20_000, repeat: 3 },
};
/** Requests in flight, over how many connections. */
const SHAPES = [
  { connections: 1, window: 1 },
  { connections: 1, window: 64 },
  { connections: 1, window: 256 },
  { connections: 4, window: 250 },
] as const;

interface Case {
  readonly connections: number;
  readonly window: number;
  readonly sync: SyncMode;
}

/**
 * The same bytes through the same processes, sockets and log, without consensus: what an engine of
 * this shape could reach at most on this machine.
 */
export const ceilingSuite: Suite<'ceiling'> = {
  name: 'ceiling',
  uses: ['syncModes', 'threads', 'connections', 'window', 'seconds', 'workload', 'repeat'],
  run,
};

async function run(context: SuiteContext): Promise<CeilingRow[]> {
  const { options, progress } = context;
  const cases = casesOf(context);
  const repeat = options.repeat ?? LENGTHS[options.effort].repeat;
  const pool = new LoadPool(options.threads ?? 1, context.cleanup);
  progress.expect(cases.length * repeat);
  context.note(
    'The leader writes what clients send to its log and passes it on to two followers, which write it to theirs and say so; a majority is answered. Codec, frames, log, disk and sockets are those of a node, but there are no elections, no reads, no state and no recovery.',
  );
  let number = 0;
  try {
    return await repeatInterleaved({
      cases,
      repeat,
      metric: (row: CeilingRow) => row.opsPerSecond,
      measure: async (item) => {
        context.signal.throwIfAborted();
        progress.working(`${item.sync}, ${item.connections * item.window} in flight`);
        number++;
        const row = await measure(item, pool, context, number);
        progress.advance();
        return row;
      },
    });
  } finally {
    await pool.destroy();
  }
}

function casesOf({ options }: SuiteContext): Case[] {
  const modes = options.syncModes ?? ['fdatasync' as const];
  const chosen =
    options.connections === undefined && options.window === undefined
      ? options.effort === 'quick'
        ? [{ connections: 1, window: 256 }]
        : SHAPES
      : [{ connections: options.connections ?? 1, window: options.window ?? 256 }];
  return modes.flatMap((sync) => chosen.map((shape) => ({ ...shape, sync })));
}

async function measure(
  item: Case,
  pool: LoadPool,
  context: SuiteContext,
  number: number,
): Promise<CeilingRow> {
  const { effort, seconds, threads, workload } = context.options;
  const { warmUpMs, measureMs } = LENGTHS[effort];
  const cluster = await BenchCluster.start(
    {
      directory: join(context.directory, `ceiling-${number}`),
      nodes: NODES,
      groups: 1,
      tuning: { sync: item.sync },
      program: PROGRAM,
    },
    context.cleanup,
  );
  try {
    const load = pool.start({
      nodes: cluster.nodes.slice(0, 1),
      groups: cluster.groups,
      threads: threads ?? 1,
      connections: item.connections,
      window: item.window,
      workload: workload ?? '2k',
      seed: 'ceiling',
      readRatio: 0,
      disturbedInFlight: item.connections * item.window,
    });
    await Promise.race([cluster.until(() => load.control.answered > 0, 30_000), load.finished]);
    await sleep(warmUpMs);
    load.enter(PHASES.measure);
    const startMs = performance.now();
    await sleep(seconds === undefined ? measureMs : seconds * 1000);
    load.enter(PHASES.stop);
    const elapsedSeconds = (performance.now() - startMs) / 1000;
    const { latenciesUs } = await load.finished;
    return {
      connections: item.connections,
      inFlight: item.connections * item.window,
      sync: item.sync,
      opsPerSecond: latenciesUs.length / elapsedSeconds,
      meanUs: latenciesUs.reduce((sum, us) => sum + us, 0) / Math.max(1, latenciesUs.length),
      p50Us: percentile(latenciesUs, 0.5),
      p99Us: percentile(latenciesUs, 0.99),
    };
  } finally {
    await cluster.dispose();
  }
}
