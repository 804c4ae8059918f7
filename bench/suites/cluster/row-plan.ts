import type { NodeConfig } from '../../../src/process/node-config.ts';
import type { SyncMode } from '../../durability/sync-mode.ts';
import type { BenchOptions, SnapshotCodec, Store, Workload } from '../../options/bench-options.ts';

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
  readonly store: Store;
  readonly workload: Workload;
  readonly readRatio: number;
  readonly warmUpMs: number;
  /** The measured phase ends after this time or this many operations, whichever comes first. */
  readonly measureMs: number;
  readonly records: number;
  /** Operations in flight while snapshots are taken and nodes join, die and return. */
  readonly disturbedInFlight: number;
  /** How long a killed node stays away after the others have elected their leaders. */
  readonly downMs: number;
  /** How long the cluster is whole again before the next node is killed. */
  readonly wholeMs: number;
  /** A group elects after one to two times as many ticks without a leader. */
  readonly electionTicks: number;
  readonly disturbance: Disturbance;
}

type Lengths = Pick<
  RowPlan,
  'warmUpMs' | 'measureMs' | 'disturbedInFlight' | 'downMs' | 'wholeMs' | 'electionTicks'
>;

/**
 * In the short forms the load is lighter while the cluster is disturbed: every record of it has to
 * be recovered by three nodes and read back, and throughput is not measured then.
 */
const LENGTHS: Readonly<Record<BenchOptions['effort'], Lengths>> = {
  quick: {
    warmUpMs: 300,
    measureMs: 400,
    disturbedInFlight: 8,
    downMs: 200,
    wholeMs: 200,
    electionTicks: 6,
  },
  default: {
    warmUpMs: 1000,
    measureMs: 1500,
    disturbedInFlight: 16,
    downMs: 1000,
    wholeMs: 1000,
    electionTicks: 10,
  },
  full: {
    warmUpMs: 5000,
    measureMs: 20_000,
    disturbedInFlight: Number.MAX_SAFE_INTEGER,
    downMs: 5000,
    wholeMs: 5000,
    electionTicks: 10,
  },
};

const SYNC_MODES: Readonly<Record<BenchOptions['effort'], readonly SyncMode[]>> = {
  quick: ['none', 'interval:10', 'fdatasync', 'dsync'],
  default: ['none', 'interval:10', 'fdatasync', 'fsync', 'dsync', 'sync', 'each'],
  full: ['none', 'interval:10', 'fdatasync', 'fsync', 'dsync', 'sync', 'each'],
};

/** More would not fit the memory of a machine that runs all nodes. */
const RECORDS_MAX = 1_500_000;
/** A number of records was asked for, and no time. */
const RECORDS_TIMEOUT_MS = 600_000;

const TICK_MS = 50;
/** The fewest that go on when one of them is killed. */
const NODES = 3;

/** The rows of a run: sync modes × snapshot codecs, and one in which nodes are killed if it can be. */
export function rowPlans(options: BenchOptions): RowPlan[] {
  const modes = options.syncModes ?? SYNC_MODES[options.effort];
  const codecs = options.snapshotCodecs ?? ['binary', 'thrift'];
  const rows = modes.flatMap((sync) => codecs.map((codec) => planOf(options, sync, codec, 'join')));
  const [codec] = codecs;
  const durable = modes.find((mode) => mode === 'fdatasync') ?? modes[0];
  const survivesOne = (options.nodes ?? NODES) >= NODES;
  if (codec === undefined || durable === undefined || !survivesOne) {
    return rows;
  }
  return [...rows, planOf(options, durable, codec, 'kill')];
}

/** What the nodes of a row are told. */
export function tuningOf(plan: RowPlan): NodeConfig['tuning'] {
  return {
    sync: plan.sync,
    snapshotCodec: plan.snapshotCodec,
    tickMs: TICK_MS,
    electionTicks: plan.electionTicks,
    // Snapshots are part of the load: a group saves one about every 20 MB.
    snapshotEntries: 10_000,
    // A leader that keeps nothing before its snapshot can catch a new node up by no other way.
    compactionOverhead: 0,
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
  const connections = options.connections ?? 1;
  const window = options.window ?? 256;
  return {
    nodes: options.nodes ?? NODES,
    groups: options.groups ?? 10,
    threads: options.threads ?? 1,
    connections,
    window,
    sync,
    snapshotCodec,
    store: options.store ?? 'memory',
    workload: options.workload ?? '2k',
    readRatio: options.readRatio ?? 0,
    ...lengths,
    measureMs: measureMsOf(options),
    records: options.records ?? RECORDS_MAX,
    disturbance,
  };
}

function measureMsOf({ effort, seconds, records }: BenchOptions): number {
  if (seconds !== undefined) {
    return seconds * 1000;
  }
  return records === undefined ? LENGTHS[effort].measureMs : RECORDS_TIMEOUT_MS;
}
