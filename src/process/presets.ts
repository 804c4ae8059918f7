import type { TuningSettings } from './tuning-config.ts';

/** Settings under which raftlab behaves as another system was configured. */
export interface Preset {
  /** One line for help and documents. */
  readonly summary: string;
  readonly tuning: TuningSettings;
}

const MIB = 2 ** 20;
/** Entries alone decide when to save: no bytes, and no early end of the log. */
const BY_ENTRIES = { snapshotBytes: 0, segmentsMax: 2048 } as const;

const dragonboat: TuningSettings = {
  ...BY_ENTRIES,
  preVote: false,
  leaseReads: false,
  quiesce: false,
  entryCompression: 'none',
  snapshotCompression: 'none',
  snapshotSendBytesPerSecond: 256 * MIB,
  snapshotReceiveBytesPerSecond: 0,
  sendQueueBytesMax: 128 * MIB,
  disableAutoCompaction: false,
};

const production: TuningSettings = {
  ...dragonboat,
  tickMs: 200,
  electionTicks: 60,
  heartbeatTicks: 6,
  checkQuorum: false,
  orderedChanges: true,
  unappliedBytesMax: 256 * MIB,
  snapshotEntries: 2_500_000,
  entryCompression: 'snappy',
  compactionOverhead: 250_000,
};

/** A leader there keeps leading only while a quorum answers; PreVote came later. */
const hashicorp: TuningSettings = {
  ...BY_ENTRIES,
  tickMs: 100,
  preVote: false,
  checkQuorum: true,
  leaseReads: false,
  snapshotIntervalTicks: 1200,
};

/** One for each column of seeds.md, section 12. */
export const PRESETS = {
  'mraft-s1': {
    summary: 'mraft in production: elections after 12 to 24 s, snapshots of millions of entries',
    tuning: production,
  },
  'mraft-p1': {
    summary: 'mraft in production, first generation: elections after 4 to 8 s',
    tuning: { ...production, electionTicks: 20, heartbeatTicks: 2 },
  },
  mraft: {
    summary: 'the examples and benchmarks of mraft: elections after 1 to 2 s, small snapshots',
    tuning: {
      ...dragonboat,
      tickMs: 100,
      electionTicks: 10,
      heartbeatTicks: 1,
      checkQuorum: true,
      orderedChanges: false,
      unappliedBytesMax: 0,
      snapshotEntries: 1000,
      compactionOverhead: 100,
    },
  },
  'hashicorp-h': {
    summary: 'the sample configuration of hiraeth: elections after 5 s, heartbeats each 2 s',
    tuning: {
      ...hashicorp,
      electionTicks: 50,
      heartbeatTicks: 20,
      snapshotEntries: 8192,
      compactionOverhead: 10_240,
    },
  },
  'hashicorp-i0': {
    summary: 'ipvs-manager, first generation: a snapshot of 1024 entries, looked at every 120 s',
    tuning: { ...hashicorp, snapshotEntries: 1024, compactionOverhead: 10_240 },
  },
  'hashicorp-i1': {
    summary: 'ipvs-manager, second generation: a snapshot of 20 entries, looked at every 60 s',
    tuning: {
      ...hashicorp,
      snapshotEntries: 20,
      snapshotIntervalTicks: 600,
      compactionOverhead: 30,
    },
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as [PresetName, ...PresetName[]];
