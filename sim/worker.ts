import { nodePorts } from '../src/io/platform/ports.ts';
import { EventTrace, type TracedEvents } from './record/event-trace.ts';
import { Recorder } from './record/recorder.ts';
import type { Recording } from './record/recording.ts';
import type { KvHistory, RunResult } from './run/run-result.ts';
import { type RunTask, runTask } from './run/run-task.ts';

/** A run to carry out in a thread of its own. */
export interface WorkerTask {
  readonly task: RunTask;
  /** Also return what a report and a capsule need; costs time and memory. */
  readonly inDetail: boolean;
  /** Also return every event in words; costs more still. */
  readonly isTraced?: boolean;
  /** One cell: the virtual milliseconds that have passed; null when nobody waits for it. */
  readonly progress: Int32Array | null;
}

/** What only a run in detail has. */
export interface RunDetail {
  readonly recording: Recording;
  readonly history: KvHistory;
}

export interface WorkerAnswer {
  readonly result: RunResult;
  /** Of this thread alone, checks included. */
  readonly wallSeconds: number;
  readonly detail: RunDetail | null;
  readonly trace: TracedEvents | null;
}

const MICROS_PER_MILLI = 1000;

/** Carries out one run; piscina calls it. @throws RaftLabError INVALID_CONFIG */
export default function work({ task, inDetail, isTraced, progress }: WorkerTask): WorkerAnswer {
  const startMs = performance.now();
  const ports = nodePorts();
  const trace = isTraced === true ? new EventTrace(ports.checksum) : undefined;
  const recorder = inDetail ? new Recorder() : undefined;
  const { history, ...result } = runTask(task, ports, {
    ...(trace === undefined ? {} : { trace }),
    ...(recorder === undefined ? {} : { recorder }),
    ...(progress === null
      ? {}
      : {
          onProgress: (micros) => Atomics.store(progress, 0, Math.floor(micros / MICROS_PER_MILLI)),
        }),
  });
  const wallSeconds = (performance.now() - startMs) / 1000;
  const detail = recorder === undefined ? null : { recording: recorder.recording, history };
  const { hashes, texts } = trace ?? {};
  const traced = hashes === undefined || texts === undefined ? null : { hashes, texts };
  return { result, wallSeconds, detail, trace: traced };
}
