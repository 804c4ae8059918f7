import { openConnection, sendPipeline } from './client-connection.ts';
import { frameOf } from './frame-assembler.ts';
import { recordCodec } from './record-codec.ts';
import { StartLine } from './start-line.ts';

/** What one client thread has to do. */
export interface ClientTask {
  readonly port: number;
  readonly connections: number;
  /** Of each connection. */
  readonly requests: number;
  readonly window: number;
  /** Number of the thread; different threads send different records. */
  readonly thread: number;
  readonly startLine: Int32Array<SharedArrayBuffer>;
}

/** When it began and ended, on the clock that all threads of a process share. */
export interface ClientSpan {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Different records that a thread sends; they are encoded before the clock starts. */
const RECORDS_MAX = 256;

/** Runs in a thread of the pool. */
export default async function runClient(task: ClientTask): Promise<ClientSpan> {
  const count = Math.min(RECORDS_MAX, task.requests);
  const frames = Array.from({ length: count }, (_, i) =>
    frameOf(recordCodec.encode(task.thread * RECORDS_MAX + i)),
  );
  const sockets = await Promise.all(
    Array.from({ length: task.connections }, () => openConnection(task.port)),
  );
  new StartLine(task.startLine).waitForStart();
  const startNs = process.hrtime.bigint();
  await Promise.all(sockets.map((socket) => sendPipeline(socket, { ...task, frames })));
  return { startNs, endNs: process.hrtime.bigint() };
}
