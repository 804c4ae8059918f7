import type { SyncMode } from '../durability/sync-mode.ts';
import type { SuiteName } from '../result/rows.ts';

/** How long a run may take: every suite chooses its own sizes for each. */
export type Effort = 'quick' | 'default' | 'full';

export const SNAPSHOT_CODECS = ['binary', 'thrift'] as const;
export type SnapshotCodec = (typeof SNAPSHOT_CODECS)[number];

export const WORKLOADS = ['2k', 'mraft'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** What a replica can keep its records in. */
export const STORES = ['memory', 'level'] as const;
export type Store = (typeof STORES)[number];

/** What suites are asked to measure. What is absent is the suite's own choice. */
export interface Sizes {
  readonly syncModes?: readonly SyncMode[];
  readonly snapshotCodecs?: readonly SnapshotCodec[];
  readonly nodes?: number;
  readonly groups?: number;
  readonly threads?: number;
  readonly connections?: number;
  readonly window?: number;
  readonly records?: number;
  readonly seconds?: number;
  readonly readRatio?: number;
  readonly workload?: Workload;
  readonly store?: Store;
  readonly repeat?: number;
}

/** A run, as asked for on the command line. */
export interface BenchOptions extends Sizes {
  /** In the order in which they run, each once. */
  readonly suites: readonly SuiteName[];
  readonly effort: Effort;
  /** Where the report goes; a new directory below reports/out when absent. */
  readonly out?: string;
  /** Where measured files live; the report's directory when absent. */
  readonly data?: string;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** A comparison of two earlier runs. */
export interface CompareOptions {
  readonly before: string;
  readonly after: string;
  /** Slower by more than this share of the earlier value is a regression. */
  readonly threshold: number;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type BenchCommand =
  | { readonly kind: 'run'; readonly options: BenchOptions }
  | { readonly kind: 'compare'; readonly options: CompareOptions }
  | { readonly kind: 'help'; readonly text: string };
