import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeConfig } from '../../../src/process/node-config.ts';
import type { StatisticsReport } from '../../../src/process/node-process.ts';
import { BenchCluster } from '../../cluster/bench-cluster.ts';
import type { IdleRow } from '../../result/rows.ts';
import type { Suite, SuiteContext } from '../suite.ts';

const LENGTHS = {
  quick: { groups: 50, measureMs: 1000 },
  default: { groups: 300, measureMs: 3000 },
  full: { groups: 1000, measureMs: 20_000 },
};
const NODES = 3;
/** Idle for so long, groups sleep: short, so that nobody waits for it. */
const QUIESCE_TICKS = 20;
const ASLEEP_TIMEOUT_MS = 60_000;
/** Elections are over, and what the start left behind is collected. */
const SETTLE_MS = 1500;
const POLL_MS = 100;

/** What nodes are told about idle groups. */
interface Habit {
  readonly groups: number;
  readonly coalescing: boolean;
  readonly quiesce: boolean;
}

/** What groups cost that nobody uses: heartbeats one by one, together, and none at all. */
export const idleSuite: Suite<'idle'> = {
  name: 'idle',
  uses: ['nodes', 'groups', 'seconds'],
  run,
};

async function run(context: SuiteContext): Promise<IdleRow[]> {
  const { options, progress } = context;
  const groups = options.groups ?? LENGTHS[options.effort].groups;
  const habits: Habit[] = [
    // What a process costs that has hardly any group.
    { groups: 1, coalescing: true, quiesce: true },
    { groups, coalescing: false, quiesce: false },
    { groups, coalescing: true, quiesce: false },
    { groups, coalescing: true, quiesce: true },
  ];
  progress.expect(habits.length);
  context.note(
    'Nobody asks the cluster for anything. CPU time and messages are those of all nodes together; memory is what one node has in use on average, and the row with one group says how much of it is the process. Without coalescing the nodes speak protocol version 1.',
  );
  const rows: IdleRow[] = [];
  for (const [number, habit] of habits.entries()) {
    context.signal.throwIfAborted();
    progress.working(wordsOf(habit));
    rows.push(await measure(habit, context, number));
    progress.advance();
  }
  return rows;
}

async function measure(habit: Habit, context: SuiteContext, number: number): Promise<IdleRow> {
  const { effort, seconds, nodes = NODES } = context.options;
  const cluster = await BenchCluster.start(
    {
      directory: join(context.directory, `idle-${number}`),
      nodes,
      groups: habit.groups,
      tuning: tuningOf(habit),
    },
    context.cleanup,
  );
  try {
    await settle(cluster, habit, nodes);
    const before = await cluster.statistics();
    const startMs = performance.now();
    await sleep(seconds === undefined ? LENGTHS[effort].measureMs : seconds * 1000);
    const after = await cluster.statistics();
    const elapsed = (performance.now() - startMs) / 1000;
    const grown = (value: (report: StatisticsReport) => number) =>
      Math.max(0, sum(after, value) - sum(before, value)) / elapsed;
    return {
      nodes,
      ...habit,
      asleep: sum(after, sleepers),
      cpuSecondsPerSecond: grown((report) => report.cpuMicros) / 1e6,
      messagesPerSecond: grown((report) => report.messagesSent),
      memoryBytes: Math.round(sum(after, (report) => report.residentBytes) / after.length),
    };
  } finally {
    await cluster.dispose();
  }
}

function tuningOf({ coalescing, quiesce }: Habit): NodeConfig['tuning'] {
  return {
    quiesce,
    quiesceTicks: QUIESCE_TICKS,
    protocolVersionMax: coalescing ? 2 : 1,
    sync: 'none',
  };
}

/** Waits until nothing happens that belongs to the start; groups that may sleep do. */
async function settle(cluster: BenchCluster, habit: Habit, nodes: number): Promise<void> {
  const deadlineMs = performance.now() + ASLEEP_TIMEOUT_MS;
  const expected = habit.quiesce ? habit.groups * nodes : 0;
  while (sum(await cluster.statistics(), sleepers) < expected && performance.now() < deadlineMs) {
    await sleep(POLL_MS);
  }
  await sleep(SETTLE_MS);
}

function sleepers({ quiesceEntered, quiesceWoken }: StatisticsReport): number {
  return quiesceEntered - quiesceWoken;
}

function sum(reports: readonly StatisticsReport[], value: (r: StatisticsReport) => number): number {
  return reports.reduce((total, report) => total + value(report), 0);
}

function wordsOf({ groups, coalescing, quiesce }: Habit): string {
  const how = quiesce ? 'asleep' : coalescing ? 'heartbeats together' : 'heartbeats one by one';
  return `${groups} groups, ${how}`;
}
