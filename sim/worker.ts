import { nodePorts } from '../src/io/platform/ports.ts';
import { threadSeconds } from './cli/thread-seconds.ts';
import { sampleTime, type TimeShares } from './cli/time-shares.ts';
import { type CrashReport, crashAnywhere } from './crash/crash-anywhere.ts';
import type { CrashRun } from './crash/crash-run.ts';
import { EventTrace, type TracedEvents } from './record/event-trace.ts';
import { Recorder } from './record/recorder.ts';
import type { Recording } from './record/recording.ts';
import type { KvHistory, RunResult } from './run/run-result.ts';
import type { RunExtras } from './run/run-seed.ts';
import { type Replay, type RunTask, runReplay, runTask } from './run/run-task.ts';
import type { Schedule } from './schedule/schedule.ts';
import { ScheduleRecorder } from './schedule/schedule-recorder.ts';
import { type ShrinkOutcome, shrink } from './shrink/shrink.ts';
import type { SituationCounts } from './situations/situation-counts.ts';
import { SituationObserver } from './situations/situation-observer.ts';

/** A run to carry out in a thread of its own. */
export interface WorkerTask {
  /** What is drawn, or what was recorded. */
  readonly task: RunTask | Replay;
  /** Also return what a report and a capsule need; costs time and memory. */
  readonly inDetail: boolean;
  /** Also return every event in words; costs more still. */
  readonly isTraced?: boolean;
  /** Also count the situations that replicas are found in. */
  readonly countsSituations?: boolean;
  /** Also return what the time went into; costs some of it. */
  readonly isSampled?: boolean;
  /** One cell: the virtual milliseconds that have passed; null when nobody waits for it. */
  readonly progress: Int32Array | null;
}

/** What only a run in detail has. */
export interface RunDetail {
  readonly recording: Recording;
  readonly history: KvHistory;
  readonly schedule: Schedule;
}

export interface WorkerAnswer {
  readonly result: RunResult;
  /** Of this thread alone, checks included. */
  readonly wallSeconds: number;
  readonly detail: RunDetail | null;
  readonly trace: TracedEvents | null;
  /** Only when they were asked for. */
  readonly situations?: SituationCounts;
  readonly shares?: TimeShares;
}

const MICROS_PER_MILLI = 1000;

/** Carries out one run; piscina calls it. @throws RaftLabError INVALID_CONFIG */
export default function work(task: WorkerTask): WorkerAnswer {
  if (task.isSampled !== true) {
    return carryOut(task);
  }
  const { value, shares } = sampleTime(() => carryOut(task));
  return { ...value, shares };
}

function carryOut({
  task,
  inDetail,
  isTraced,
  countsSituations,
  progress,
}: WorkerTask): WorkerAnswer {
  const startMs = performance.now();
  const ports = nodePorts();
  const trace = isTraced === true ? new EventTrace(ports.checksum) : undefined;
  const recorder = inDetail ? new Recorder() : undefined;
  const journal = inDetail && !isReplay(task) ? new ScheduleRecorder() : undefined;
  const situations = countsSituations === true ? new SituationObserver() : undefined;
  const extras: RunExtras = {
    ...(situations === undefined ? {} : { situations }),
    ...(trace === undefined ? {} : { trace }),
    ...(recorder === undefined ? {} : { recorder }),
    ...(journal === undefined ? {} : { journal }),
    ...progressInto(progress),
  };
  const { history, ...result } = isReplay(task)
    ? runReplay(task, ports, extras)
    : runTask(task, ports, extras);
  const wallSeconds = (performance.now() - startMs) / 1000;
  const { hashes, texts } = trace ?? {};
  const traced = hashes === undefined || texts === undefined ? null : { hashes, texts };
  const counted = situations === undefined ? {} : { situations: situations.counts };
  if (recorder === undefined) {
    return { result, wallSeconds, detail: null, trace: traced, ...counted };
  }
  const schedule = isReplay(task) ? task.schedule : (journal as ScheduleRecorder).schedule;
  const detail = { recording: recorder.recording, history, schedule };
  return { result, wallSeconds, detail, trace: traced, ...counted };
}

function progressInto(cell: Int32Array | null): Pick<RunExtras, 'onProgress'> {
  return cell === null
    ? {}
    : { onProgress: (micros) => Atomics.store(cell, 0, Math.floor(micros / MICROS_PER_MILLI)) };
}

function isReplay(task: RunTask | Replay): task is Replay {
  return 'schedule' in task;
}

/** A run whose every moment is tried in a thread of its own. */
export interface CrashTask extends Pick<CrashRun, 'config' | 'schedule'> {
  /** One cell, as of WorkerTask. */
  readonly progress: Int32Array | null;
}

/** Cuts the power at every moment of one run; piscina calls it. */
export function crashPoints({ config, schedule, progress }: CrashTask): CrashReport {
  return crashAnywhere(config, nodePorts(), {
    ...(schedule === null ? {} : { replay: schedule }),
    ...progressInto(progress),
  });
}

/** A run to make smaller in a thread of its own. */
export interface ShrinkTask {
  readonly task: RunTask | Replay;
  /** How long candidates are tried, by `clock`. */
  readonly secondsMax: number;
  /** `processor`: of the thread, for whoever compares what was shrunk beside other work. */
  readonly clock: 'wall' | 'processor';
  /** Nobody asks which faults were to blame. */
  readonly isBrief: boolean;
  /** Cells for trials so far, faults and operations left; null when nobody waits for them. */
  readonly progress: Int32Array | null;
}

/** Shrinks one run; piscina calls it. @throws RaftLabError INVALID_CONFIG */
export function shrinkRun({ task, progress, ...effort }: ShrinkTask): ShrinkOutcome {
  const { secondsMax, clock, isBrief } = effort;
  const now = clock === 'processor' ? threadSeconds : () => performance.now() / 1000;
  const limits = { now, secondsMax, isBrief };
  return shrink(task, nodePorts(), limits, ({ faults, operations }, trials) => {
    for (const [cell, value] of progress === null ? [] : [trials, faults, operations].entries()) {
      Atomics.store(progress as Int32Array, cell, value);
    }
  });
}
