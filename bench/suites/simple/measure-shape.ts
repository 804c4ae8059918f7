import type { Piscina } from 'piscina';
import type { SimpleRow } from '../../result/rows.ts';
import type { ClientSpan, ClientTask } from './client-task.ts';
import type { Shape } from './shapes.ts';
import { StartLine } from './start-line.ts';

/** Where a shape is measured. */
export interface Arena {
  readonly pool: Piscina<ClientTask, ClientSpan>;
  readonly port: number;
  readonly window: number;
  readonly signal: AbortSignal;
}

/** Sends the shape's requests, all threads starting together, and times it from first to last. */
export async function measureShape(shape: Shape, arena: Arena): Promise<SimpleRow> {
  const spans = await sendAll(shape, arena);
  const startNs = spans.map((span) => span.startNs).reduce((a, b) => (a < b ? a : b));
  const endNs = spans.map((span) => span.endNs).reduce((a, b) => (a > b ? a : b));
  const wallUs = Number(endNs - startNs) / 1000;
  const { threads, connections, requests } = shape;
  return {
    threads,
    connections,
    requests,
    usPerRequest: wallUs / requests,
    opsPerSecond: (threads * connections * requests * 1e6) / wallUs,
  };
}

async function sendAll(shape: Shape, arena: Arena): Promise<ClientSpan[]> {
  const { port, window, signal } = arena;
  const startLine = new StartLine();
  const clients = Array.from({ length: shape.threads }, (_, thread) =>
    arena.pool.run({ ...shape, port, window, thread, startLine: startLine.state }, { signal }),
  );
  const finished = Promise.all(clients);
  const over = new AbortController();
  try {
    const started = startLine.startWhenReady(shape.threads, over.signal);
    // A client that fails before the start must not leave the others waiting for it.
    await Promise.race([started, finished]);
    return await finished;
  } finally {
    over.abort();
    startLine.start();
    await Promise.allSettled(clients);
  }
}
