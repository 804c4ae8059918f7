import { z } from 'zod';
import {
  ceilingRow,
  clusterRow,
  codecRow,
  fsyncRow,
  idleRow,
  peersRow,
  type SuiteName,
  type SuiteRows,
  simpleRow,
  snapshotRow,
} from './rows.ts';

const machine = z
  .object({
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    /** Device, filesystem, mount and write cache of the measured directory, as one line. */
    disk: z.string(),
    kernel: z.string(),
    node: z.string(),
    /** Load average over one minute when the run began. */
    load: z.number(),
  })
  .readonly();

function suiteOf<Row extends z.ZodType>(row: Row) {
  return z
    .object({
      rows: z.array(row).readonly(),
      /** How it was measured and what to beware of, as sentences. */
      notes: z.array(z.string()).readonly().optional(),
      seconds: z.number().optional(),
    })
    .readonly();
}

const suites = z
  .object({
    fsync: suiteOf(fsyncRow).optional(),
    codec: suiteOf(codecRow).optional(),
    snapshot: suiteOf(snapshotRow).optional(),
    simple: suiteOf(simpleRow).optional(),
    ceiling: suiteOf(ceilingRow).optional(),
    cluster: suiteOf(clusterRow).optional(),
    idle: suiteOf(idleRow).optional(),
    peers: suiteOf(peersRow).optional(),
  })
  .readonly();

const failure = z.object({ suite: z.string(), message: z.string() }).readonly();

/** What a run of the benchmarks leaves behind (design.md 4.2). */
export const benchResultsSchema = z
  .object({
    schema: z.literal(1),
    kind: z.literal('bench'),
    /** Commit of the sources, or the package's version where there is no repository. */
    commit: z.string(),
    machine,
    suites,
    /** ISO 8601, UTC. */
    startedAt: z.string().optional(),
    seconds: z.number().optional(),
    /** Repeats the run. */
    command: z.string().optional(),
    failures: z.array(failure).readonly().optional(),
  })
  .readonly();

export type Machine = z.infer<typeof machine>;
export type Failure = z.infer<typeof failure>;

export interface SuiteResult<Row> {
  readonly rows: readonly Row[];
  readonly notes?: readonly string[] | undefined;
  readonly seconds?: number | undefined;
}

export type SuiteResults = {
  readonly [Name in SuiteName]?: SuiteResult<SuiteRows[Name]> | undefined;
};

export type BenchResults = Omit<z.infer<typeof benchResultsSchema>, 'suites'> & {
  readonly suites: SuiteResults;
};
