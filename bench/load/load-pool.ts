import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import type { Cleanup } from '../../src/cli/command/cleanup.ts';
import { HEAP_FLAGS } from '../../src/process/heap-flags.ts';
import { LoadControl, type Phase } from './load-control.ts';
import type { LoadResult, LoadTask } from './load-task.ts';
import type { VerifyResult, VerifyTask } from './verify-task.ts';
import type { WorkloadName } from './workload.ts';

/** A load over all threads. */
export interface LoadPlan {
  readonly nodes: readonly number[];
  readonly groups: readonly number[];
  readonly threads: number;
  /** Over all threads. */
  readonly connections: number;
  readonly window: number;
  readonly workload: WorkloadName;
  readonly seed: string;
  readonly readRatio: number;
  /** Operations in flight while the cluster is disturbed, over all threads. */
  readonly disturbedInFlight: number;
}

/** What all threads found together. */
export interface LoadSummary {
  readonly acknowledged: Uint32Array;
  readonly unknown: number;
  readonly errors: number;
  readonly firstError: string | null;
  readonly latenciesUs: Float64Array;
  readonly unavailableMs: number;
}

/** A load under way. */
export interface RunningLoad {
  readonly control: LoadControl;
  readonly finished: Promise<LoadSummary>;
  enter(phase: Phase): void;
}

/** Threads stay for the next row, with compiled code. */
const IDLE_MS = 300_000;

/** The threads that generate load and read records back; piscina keeps them between rows. */
export class LoadPool {
  readonly #loads: Piscina<LoadTask, LoadResult>;
  readonly #verifies: Piscina<VerifyTask, VerifyResult>;

  constructor(threads: number, cleanup: Cleanup) {
    // Threads have heaps of their own, which are sized when they begin.
    for (const flag of HEAP_FLAGS) {
      setFlagsFromString(flag);
    }
    const shape = {
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      atomics: 'disabled',
    } as const;
    this.#loads = new Piscina({ ...shape, filename: fileOf('./load-task.js') });
    this.#verifies = new Piscina({ ...shape, filename: fileOf('./verify-task.js') });
    cleanup.defer(() => void this.destroy());
  }

  start(plan: LoadPlan): RunningLoad {
    const control = new LoadControl();
    const threads = Math.min(plan.threads, plan.connections);
    const tasks = Array.from({ length: threads }, (_, i): LoadTask => {
      const { nodes, groups, window, workload, seed, readRatio } = plan;
      const share = Math.floor(plan.connections / threads);
      const connections = share + (i < plan.connections % threads ? 1 : 0);
      const disturbedInFlight = Math.ceil(plan.disturbedInFlight / threads);
      const part = { nodes, groups, window, workload, seed, readRatio, connections };
      return { ...part, disturbedInFlight, first: i, stride: threads, control: control.shared };
    });
    const finished = Promise.all(tasks.map((task) => this.#loads.run(task))).then(summarize);
    // Whoever awaits it later still sees a failure; until then it is nobody's.
    finished.catch(() => undefined);
    return { control, finished, enter: (phase) => control.enter(phase) };
  }

  async verify(
    plan: Pick<LoadPlan, 'groups' | 'workload' | 'seed'>,
    nodes: readonly number[],
    sequences: Uint32Array,
  ): Promise<VerifyResult> {
    const { groups, workload, seed } = plan;
    return await this.#verifies.run({ nodes, groups, workload, seed, sequences });
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#loads.destroy(), this.#verifies.destroy()]);
  }
}

function summarize(results: readonly LoadResult[]): LoadSummary {
  const total = (field: 'unknown' | 'errors') =>
    results.reduce((sum, result) => sum + result[field], 0);
  return {
    acknowledged: Uint32Array.from(results.flatMap((result) => [...result.acknowledged])),
    unknown: total('unknown'),
    errors: total('errors'),
    firstError: results.find((result) => result.firstError !== null)?.firstError ?? null,
    latenciesUs: Float64Array.from(results.flatMap((result) => [...result.latenciesUs])).sort(),
    unavailableMs: Math.max(...results.map((result) => result.unavailableMs)),
  };
}

function fileOf(name: string): string {
  return new URL(name, import.meta.url).href;
}
