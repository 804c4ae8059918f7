import type { Effort } from '../../options/bench-options.ts';
import type { CodecRow } from '../../result/rows.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { CODEC_CASES } from './codec-cases.ts';
import type { CodecTask } from './codec-task.ts';
import { CodecThreads } from './codec-threads.ts';

const SECONDS: Readonly<Record<Effort, number>> = { quick: 0.04, default: 0.3, full: 3 };
const OPERATIONS = ['encode', 'decode'] as const;
const NS_PER_S = 1e9;
const MB = 1e6;

/** What turning values into bytes and back costs, without disk and network (BM-04, BM-05). */
export const codecSuite: Suite<'codec'> = {
  name: 'codec',
  uses: ['seconds', 'workload', 'repeat'],
  run,
};

async function run(context: SuiteContext): Promise<CodecRow[]> {
  const { options, progress, signal } = context;
  const tasks = tasksOf(context);
  const repeat = options.repeat ?? 1;
  const threads = new CodecThreads(context.cleanup);
  progress.expect(tasks.length * repeat);
  noteMethod(context);
  try {
    const rows = await repeatInterleaved({
      cases: tasks,
      repeat,
      metric: (row: CodecRow) => row.nsPerOp,
      measure: async (task) => {
        signal.throwIfAborted();
        progress.working(labelOf(task));
        const row = await measure(task, threads, signal);
        progress.advance();
        return row;
      },
    });
    return besideEachOther(rows);
  } finally {
    await threads.destroy();
  }
}

/** The codecs of one operation follow each other: that is what one wants to compare. */
function besideEachOther(rows: readonly CodecRow[]): CodecRow[] {
  const subjects = [...new Set(rows.map((row) => row.subject))];
  return subjects.flatMap((subject) =>
    OPERATIONS.flatMap((operation) =>
      rows.filter((row) => row.subject === subject && row.operation === operation),
    ),
  );
}

function tasksOf({ options }: SuiteContext): CodecTask[] {
  const measureMs = (options.seconds ?? SECONDS[options.effort]) * 1000;
  const workload = options.workload ?? '2k';
  return CODEC_CASES.flatMap(({ encodes }, at) =>
    OPERATIONS.filter((operation) => encodes || operation === 'decode').map((operation) => ({
      at,
      workload,
      operation,
      measureMs,
    })),
  );
}

async function measure(
  task: CodecTask,
  threads: CodecThreads,
  signal: AbortSignal,
): Promise<CodecRow> {
  const timing = await threads.time(task, signal);
  return {
    codec: CODEC_CASES[task.at]?.codec ?? '',
    operation: task.operation,
    subject: subjectOf(task),
    nsPerOp: timing.meanNs,
    medianNsPerOp: timing.medianNs,
    bytes: timing.bytes,
    mbPerSecond: (timing.bytes * NS_PER_S) / timing.meanNs / MB,
    samples: timing.batches,
    operationsPerSample: timing.batchValues,
  };
}

/** The workload is part of the name where it decides the size. */
function subjectOf({ at, workload }: CodecTask): string {
  const subject = CODEC_CASES[at]?.subject ?? '';
  return subject === 'small command' || subject === 'pair' ? subject : `${workload} ${subject}`;
}

function labelOf(task: CodecTask): string {
  return `${task.operation} ${subjectOf(task)}, ${CODEC_CASES[task.at]?.codec ?? ''}`;
}

function noteMethod(context: SuiteContext): void {
  context.note(
    'tinybench times batches of values, after a warm-up; mean and median are those of the batches, divided by the values in one. Every codec runs in a thread of its own. Encoding goes into a buffer that is used again; what was decoded is kept reachable, and a sum over all results must be the same for every batch, so nothing can be optimized away.',
  );
  context.note(
    'record: RaftAttribute with every field; “two fields” reads AttrID and AttrName only, which is what routing a stored record takes. command: the write that carries such a record as thrift bytes. log entry: the command with the header and CRC-32 that log and network carry. snapshot block: about 30 records with header and CRC-32. small command and pair are the values of mraft’s benchmarks.',
  );
}
