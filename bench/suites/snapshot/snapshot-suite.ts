import { join } from 'node:path';
import { unreachable } from '../../../src/base/invariant.ts';
import { freePorts } from '../../cluster/free-ports.ts';
import { type Effort, SNAPSHOT_CODECS, type SnapshotCodec } from '../../options/bench-options.ts';
import { formatCount } from '../../result/format.ts';
import type { SnapshotRow } from '../../result/rows.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { type JobOutcome, JobProcess } from './job-process.ts';
import { rssAnonBytes } from './rss-anon.ts';
import type { SnapshotJob, SnapshotOperation } from './snapshot-job.ts';

const RECORDS: Readonly<Record<Effort, number>> = { quick: 5000, default: 40_000, full: 250_000 };
const REPEAT: Readonly<Record<Effort, number>> = { quick: 1, default: 3, full: 5 };
/** Each needs what the one before it left. */
const OPERATIONS: readonly SnapshotOperation[] = ['save', 'stream', 'install'];
const MB = 1e6;

interface Case {
  readonly codec: SnapshotCodec;
  readonly operation: SnapshotOperation;
}

type Content = Pick<SnapshotJob, 'codec' | 'records' | 'workload'>;

/** What it takes to save a state, send it to another node, and install it there. */
export const snapshotSuite: Suite<'snapshot'> = {
  name: 'snapshot',
  uses: ['snapshotCodecs', 'records', 'workload', 'repeat'],
  run,
};

async function run(context: SuiteContext): Promise<SnapshotRow[]> {
  const { options, progress, signal } = context;
  const records = options.records ?? RECORDS[options.effort];
  const repeat = options.repeat ?? REPEAT[options.effort];
  const codecs = options.snapshotCodecs ?? SNAPSHOT_CODECS;
  const cases = codecs.flatMap((codec) => OPERATIONS.map((operation) => ({ codec, operation })));
  progress.expect(cases.length * repeat);
  noteMethod(context, records);
  return await repeatInterleaved({
    cases,
    repeat,
    metric: (row: SnapshotRow) => row.mbPerSecond,
    measure: async ({ codec, operation }: Case) => {
      signal.throwIfAborted();
      progress.working(`${operation}, ${codec}`);
      const content = { codec, records, workload: options.workload ?? '2k' };
      const outcome = await measure(operation, content, context);
      progress.advance();
      return rowOf(operation, content, outcome);
    },
  });
}

async function measure(
  operation: SnapshotOperation,
  content: Content,
  context: SuiteContext,
): Promise<JobOutcome> {
  const saved = join(context.directory, `snapshot-${content.codec}`);
  const received = join(context.directory, `snapshot-${content.codec}-received`);
  switch (operation) {
    case 'save':
      return await measureAlone({ kind: 'save', directory: saved, ...content }, context);
    case 'install':
      return await measureAlone({ kind: 'install', directory: received, ...content }, context);
    case 'stream':
      return await measureStream(content, saved, received, context);
    default:
      return unreachable(operation);
  }
}

async function measureAlone(job: SnapshotJob, context: SuiteContext): Promise<JobOutcome> {
  const child = new JobProcess(job, context.cleanup);
  try {
    await child.begin();
    return await child.outcome();
  } finally {
    child.end();
  }
}

async function measureStream(
  content: Content,
  saved: string,
  received: string,
  context: SuiteContext,
): Promise<JobOutcome> {
  const [sender, receiver] = (await freePorts(2)).map((port) => `127.0.0.1:${port}`);
  const addresses = { sender: sender ?? '', receiver: receiver ?? '' };
  const [receives, sends] = [
    { kind: 'receive', directory: received, addresses, ...content } as const,
    { kind: 'send', directory: saved, addresses, ...content } as const,
  ].map((job) => new JobProcess(job, context.cleanup)) as [JobProcess, JobProcess];
  try {
    await receives.begin();
    await sends.begin();
    const outcome = await Promise.race([sends.outcome(), receives.outcome()]);
    const peakRssAnonBytes = Math.max(outcome.peakRssAnonBytes, receives.peakRssAnonBytes);
    return { ...outcome, peakRssAnonBytes };
  } finally {
    sends.end();
    receives.end();
  }
}

function rowOf(operation: SnapshotOperation, content: Content, outcome: JobOutcome): SnapshotRow {
  const { seconds, bytes, peakRssAnonBytes } = outcome;
  return {
    codec: content.codec,
    operation,
    records: content.records,
    bytes,
    mbPerSecond: bytes / MB / seconds,
    peakRssAnonBytes,
    seconds,
  };
}

function noteMethod(context: SuiteContext, records: number): void {
  context.note(
    `A state of ${formatCount(records)} records and 64 sessions in the memory store. save: encode it in slices and write them to a file, then fsync and rename, as a node does. stream: read the file in chunks, send each over loopback TCP in the engine’s frames, write and confirm it, and fsync at the end. install: read the file that was streamed and decode it into an empty store; afterwards every record is compared with what was saved. The file is in the page cache when it is read. Streaming does not look into the file: what differs between codecs there, beyond the size, is chance.`,
  );
  context.note(
    rssAnonBytes('self') === 0
      ? 'This system does not say how much anonymous memory a process has: peak memory is unknown.'
      : 'Every operation runs in a process of its own, cold, after a collection of garbage; another process reads its anonymous memory (RssAnon) every 2 ms. The peak contains the whole process: for save also the state that is being saved, for stream the larger of the two ends.',
  );
}
