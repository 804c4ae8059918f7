import type { NodeConfig } from '../../../src/process/node-config.ts';
import type { SyncMode } from '../../durability/sync-mode.ts';
import type { BenchOptions, SnapshotCodec, Workload } from '../../options/bench-options.ts';

/** What happens to the cluster while it is under load. */
export type Disturbance = 'join' | 'kill';

/** One row of the table: what is measured, and for how long. */
export interface RowPlan {
  readonly nodes: number;
  readonly groups: number;
  readonly threads: number;
  readonly connections: number;
  readonly window: number;
  readonly sync: SyncMode;
  readonly snapshotCodec: SnapshotCodec;
  readonly workload: Workload;
  readonly readRatio: number;
  readonly warmUpMs: number;
  /** Length of the measured phase, unless `records` end it before. */
  readonly measureMs: number;
  readonly records: number;
  readonly disturbance: Disturbance;
}

interface Lengths {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const LENGTHS: Readonly<Record<BenchOptions['effort'], Lengths>> = {
  quick: { warmUpMs: 500, measureMs: 700 },
  default: { warmUpMs: 1000, measureMs: 1500 },
  full: { warmUpMs: 5000, measureMs: 20_000 },
};

const SYNC_MODES: Readonly<Record<BenchOptions['effort'], readonly SyncMode[]>> = {
  quick: ['none', 'interval:10', 'fdatasync', 'dsync'],
  default: ['none', 'interval:10', 'fdatasync', 'fsync', 'dsync', 'sync', 'each'],
  full: ['none', 'interval:10', 'fdatasync', 'fsync', 'dsync', 'sync', 'each'],
};

/** Bytes of records that are read back and kept in memory on three nodes at a time. */
const RECORDS_MAX = 2_000_000;

/** The rows of a run: sync modes × snapshot codecs, and one in which nodes are killed. */
export function rowPlans(options: BenchOptions): RowPlan[] {
  const modes = options.syncModes ?? SYNC_MODES[options.effort];
  const codecs = options.snapshotCodecs ?? ['binary', 'thrift'];
  const rows = modes.flatMap((sync) => codecs.map((codec) => planOf(options, sync, codec, 'join')));
  const [codec] = codecs;
  const durable = modes.find((mode) => mode === 'fdatasync') ?? modes[0];
  if (codec === undefined || durable === undefined) {
    return rows;
  }
  return [...rows, planOf(options, durable, codec, 'kill')];
}

/** What the nodes of a row are told. */
export function tuningOf(plan: RowPlan): NodeConfig['tuning'] {
  return {
    sync: plan.sync,
    snapshotCodec: plan.snapshotCodec,
    tickMs: 50,
    // Snapshots are part of the load: a group saves one about every 20 MB.
    snapshotEntries: 10_000,
    compactionOverhead: 100,
  };
}

/** What a row is called while it runs. */
export function labelOf(plan: RowPlan): string {
  const what = `${plan.sync} × ${plan.snapshotCodec}`;
  return plan.disturbance === 'kill' ? `${what}, nodes killed` : what;
}

function planOf(
  options: BenchOptions,
  sync: SyncMode,
  snapshotCodec: SnapshotCodec,
  disturbance: Disturbance,
): RowPlan {
  const lengths = LENGTHS[options.effort];
  return {
    nodes: options.nodes ?? 3,
    groups: options.groups ?? 10,
    threads: options.threads ?? 1,
    connections: options.connections ?? 1,
    window: options.window ?? 256,
    sync,
    snapshotCodec,
    workload: options.workload ?? '2k',
    readRatio: options.readRatio ?? 0,
    warmUpMs: lengths.warmUpMs,
    measureMs: options.seconds === undefined ? lengths.measureMs : options.seconds * 1000,
    records: options.records ?? RECORDS_MAX,
    disturbance,
  };
}
