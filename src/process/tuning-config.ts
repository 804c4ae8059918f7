import { z } from 'zod';
import { COMPRESSION_NAMES } from '../codec/compression.ts';
import { SNAPSHOT_CODEC_NAMES } from '../codec/snapshot/snapshot-header.ts';
import { DEFAULT_TUNING, type Tuning } from '../engine/options.ts';
import { formatSyncMode, parseSyncMode } from '../storage/sync-mode.ts';
import { PRESETS, type PresetName } from './presets.ts';

const MILLI = 1000;
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
/** A bound on proposals below the size of one small entry would refuse everything. */
const UNAPPLIED_BYTES_MIN = 129;

const count = (min: number, max: number) => z.int().min(min).max(max);
const syncMode = z.string().superRefine((text, context) => {
  try {
    parseSyncMode(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});

/** Every setting of the engine by its name in a configuration; docs/configuration.md explains each. */
export const tuningSchema = z
  .strictObject({
    tickMs: count(1, 10_000),
    electionTicks: count(2, 1000),
    heartbeatTicks: count(1, 500),
    preVote: z.boolean(),
    checkQuorum: z.boolean(),
    leaseReads: z.boolean(),
    clockDriftPpmMax: count(0, 500_000),
    quiesce: z.boolean(),
    quiesceTicks: count(1, 1e6),
    protocolVersionMax: z.literal([1, 2]),
    requestTimeoutTicks: count(1, 10_000),
    orderedChanges: z.boolean(),
    appendBytesMax: count(1, GIB),
    inflightMessagesMax: count(1, 100_000),
    inflightBytesMax: count(1, GIB),
    logMemoryBytes: count(0, 2 ** 40),
    unappliedBytesMax: count(0, GIB).refine(
      (bytes) => bytes === 0 || bytes >= UNAPPLIED_BYTES_MIN,
      {
        error: ({ input }) =>
          `${input}: expected 0 for no bound, or at least ${UNAPPLIED_BYTES_MIN}`,
      },
    ),
    sendQueueBytesMax: count(64 * KIB, GIB),
    sendQueueMessagesMax: count(64, 1e7),
    frameMessagesMax: count(1, 100_000),
    frameBytesMax: count(1, 16 * MIB),
    applyBytesMax: count(1, GIB),
    sync: syncMode,
    segmentBytes: count(4096, GIB),
    segmentsMax: count(2, 10_000),
    logBatchBytesMax: count(1, GIB),
    snapshotEntries: count(0, 1e12),
    snapshotBytes: count(0, 1e15),
    snapshotIntervalTicks: count(0, 1e6),
    compactionOverhead: count(0, 1e12),
    disableAutoCompaction: z.boolean(),
    snapshotCodec: z.enum(SNAPSHOT_CODEC_NAMES as ['binary', 'thrift']),
    entryCompression: z.enum(COMPRESSION_NAMES as ['none', 'snappy']),
    snapshotCompression: z.enum(COMPRESSION_NAMES as ['none', 'snappy']),
    snapshotSliceBytes: count(1024, 16 * MIB),
    snapshotChunkBytes: count(1024, 16 * MIB),
    snapshotSendBytesPerSecond: count(0, 1e12),
    snapshotReceiveBytesPerSecond: count(0, 1e12),
    snapshotTransfersMax: count(1, 1000),
    storeCacheBytes: count(0, 16 * GIB),
    storeReadBytesMax: count(1, GIB),
  })
  .partial();

/** Settings of the engine as somebody gave them. */
export type TuningConfig = Readonly<z.infer<typeof tuningSchema>>;

/** The same, each setting either there or not. */
export type TuningSettings = {
  readonly [Name in keyof TuningConfig]?: NonNullable<TuningConfig[Name]>;
};

/** What the engine is told: the given settings, then those of the preset, then the defaults. */
export function toTuning(given: TuningConfig, preset: PresetName | undefined): Tuning {
  const chosen: TuningSettings = {
    ...(preset === undefined ? {} : PRESETS[preset].tuning),
    ...defined(given),
  };
  const { tickMs, sync, ...rest } = chosen;
  return {
    ...DEFAULT_TUNING,
    ...rest,
    ...(tickMs === undefined ? {} : { tickMicros: tickMs * MILLI }),
    ...(sync === undefined ? {} : { syncMode: parseSyncMode(sync) }),
  };
}

/** Every setting under its name in a configuration. */
export function asConfigured({ tickMicros, syncMode: mode, ...rest }: Tuning): TuningConfig {
  const all = { tickMs: tickMicros / MILLI, sync: formatSyncMode(mode), ...rest };
  const known: readonly string[] = tuningSchema.keyof().options;
  return Object.fromEntries(known.map((name) => [name, all[name as keyof typeof all]]));
}

/** Without settings that are named and have no value. */
function defined(given: TuningConfig): TuningSettings {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
