import { Piscina } from 'piscina';
import type { SimpleRow } from '../../result/rows.ts';
import { repeatInterleaved } from '../repeat-interleaved.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import type { ClientSpan, ClientTask } from './client-task.ts';
import { type Arena, measureShape } from './measure-shape.ts';
import { WINDOW_MAX } from './protocol.ts';
import { startServerChild } from './server-child.ts';
import { chosenShapes, type Shape } from './shapes.ts';

const REPEAT = { quick: 1, default: 3, full: 5 };
/** Sent before the clock starts, by every thread, so that all code involved is compiled. */
const WARM_UP_REQUESTS = 1000;

/** TCP without Raft: what sending, decoding and answering records costs by itself (BM-01). */
export const simpleSuite: Suite<'simple'> = {
  name: 'simple',
  uses: ['threads', 'connections', 'window', 'records', 'repeat'],
  run,
};

async function run(context: SuiteContext): Promise<SimpleRow[]> {
  const shapes = chosenShapes(context.options);
  const threads = Math.max(...shapes.map((shape) => shape.threads));
  const server = await startServerChild(context.cleanup, context.signal);
  const pool = clientPool(threads);
  try {
    const window = Math.min(context.options.window ?? WINDOW_MAX, WINDOW_MAX);
    const arena: Arena = { pool, port: server.port, window, signal: context.signal };
    noteMethod(context, window);
    return await measureShapes(shapes, threads, arena, context);
  } finally {
    await pool.destroy();
    await server.stop();
  }
}

function clientPool(threads: number): Piscina<ClientTask, ClientSpan> {
  return new Piscina({
    filename: new URL('./client-task.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    atomics: 'disabled',
  });
}

async function measureShapes(
  shapes: readonly Shape[],
  threads: number,
  arena: Arena,
  { options, progress }: SuiteContext,
): Promise<SimpleRow[]> {
  const repeat = options.repeat ?? REPEAT[options.effort];
  progress.expect(shapes.length * repeat);
  progress.working('warm-up');
  // Without connections first: a thread that is slow to load must not let others' connections idle.
  await measureShape({ threads, connections: 0, requests: 1 }, arena);
  await measureShape({ threads, connections: 1, requests: WARM_UP_REQUESTS }, arena);
  return repeatInterleaved({
    cases: shapes,
    repeat,
    metric: (row: SimpleRow) => row.opsPerSecond,
    measure: async (shape) => {
      progress.working(`${shape.threads} × ${shape.connections} × ${shape.requests}`);
      const row = await measureShape(shape, arena);
      progress.advance();
      return row;
    },
  });
}

function noteMethod(context: SuiteContext, window: number): void {
  context.note(
    `A server process decodes thrift records and answers each; client threads of another process send them over loopback TCP with up to ${window} requests in flight on each connection. Records are encoded before the clock starts.`,
  );
  context.note(
    'avg µs/op is defined as by mraft: wall time divided by the requests of one connection. It grows with the number of connections; ops/s is the true throughput.',
  );
}
