import { z } from 'zod';
import { COMPRESSION_NAMES } from '../../src/codec/compression.ts';
import { SNAPSHOT_CODEC_NAMES } from '../../src/codec/snapshot/snapshot-header.ts';
import { SYNC_MODE_NAMES } from '../../src/storage/sync-mode.ts';
import { PPM } from '../base/keyed-random.ts';
import { PROFILES } from '../config/profiles.ts';
import { GROUPS_MAX, NODES_MAX, type SimConfig } from '../config/sim-config.ts';

const DAY_MICROS = 86_400_000_000;
const GIB = 1024 ** 3;
/** A clock that is wrong by all of its rate stands still. */
const CLOCK_ERROR_MAX = PPM - 1;

const count = (min: number, max: number) => z.int().min(min).max(max);
/** As drawn, a third of all is no whole number. */
const share = z.custom<number>(
  (value) => typeof value === 'number' && value >= 0 && value <= PPM,
  `expected a number from 0 to ${PPM}, in millionths`,
);
const oneOf = <T extends string>(names: readonly T[]) => z.enum(names as readonly [T, ...T[]]);
/** Mean time between two of a kind; 0 for never. */
const mean = count(0, DAY_MICROS);
const bytes = count(1, GIB);
const bytesPerSecond = count(0, 1e12);

const tuning = z.object({
  protocolVersionMax: z.literal([1, 2]),
  tickMicros: count(1000, 10_000_000),
  electionTicks: count(2, 1000),
  heartbeatTicks: count(1, 500),
  preVote: z.boolean(),
  checkQuorum: z.boolean(),
  leaseReads: z.boolean(),
  clockDriftPpmMax: count(0, 500_000),
  quiesce: z.boolean(),
  quiesceTicks: count(1, 1e6),
  requestTimeoutTicks: count(1, 10_000),
  orderedChanges: z.boolean(),
  appendBytesMax: bytes,
  inflightMessagesMax: count(1, 100_000),
  inflightBytesMax: bytes,
  logMemoryBytes: count(0, 2 ** 40),
  unappliedBytesMax: count(0, GIB),
  sendQueueBytesMax: bytes,
  sendQueueMessagesMax: count(1, 1e7),
  frameMessagesMax: count(1, 100_000),
  frameBytesMax: bytes,
  applyBytesMax: bytes,
  syncMode: z.discriminatedUnion(
    'kind',
    [
      z.object({ kind: z.literal('interval'), intervalMs: count(1, 1e6) }),
      z.object({ kind: z.enum(['none', 'fdatasync', 'fsync', 'dsync', 'sync', 'each']) }),
    ],
    `expected a kind of ${SYNC_MODE_NAMES.join(', ')}`,
  ),
  segmentBytes: count(4096, GIB),
  logBatchBytesMax: bytes,
  segmentsMax: count(2, 10_000),
  snapshotEntries: count(0, 1e12),
  snapshotBytes: count(0, 1e15),
  snapshotIntervalTicks: count(0, 1e6),
  compactionOverhead: count(0, 1e12),
  disableAutoCompaction: z.boolean(),
  snapshotCodec: oneOf(SNAPSHOT_CODEC_NAMES),
  entryCompression: oneOf(COMPRESSION_NAMES),
  snapshotCompression: oneOf(COMPRESSION_NAMES),
  snapshotSliceBytes: bytes,
  snapshotChunkBytes: bytes,
  snapshotSendBytesPerSecond: bytesPerSecond,
  snapshotReceiveBytesPerSecond: bytesPerSecond,
  snapshotTransfersMax: count(1, 1000),
  storeCacheBytes: count(0, 16 * GIB),
  storeReadBytesMax: bytes,
});

const network = z.object({
  latencyMinMicros: count(0, DAY_MICROS),
  latencyMeanMicros: count(0, DAY_MICROS),
  tail: share,
  loss: share,
  corrupt: share,
  duplicate: share,
  capacity: count(1, 1e9),
});

const disk = z.object({
  latencyMicros: count(0, DAY_MICROS),
  syncMicros: count(0, DAY_MICROS),
  stall: share,
  stallMicros: count(0, DAY_MICROS),
  survival: share,
  tear: share,
});

const diskFaults = z.object({
  syncError: share,
  shortRead: share,
  damageMicros: mean,
  fullMicros: mean,
  staysFull: share,
  crashInSync: share,
  isUnbounded: z.boolean(),
  lostSync: share,
  wipeMicros: mean,
});

const faults = z.object({
  crashMicros: mean,
  powerLoss: share,
  wholeCluster: share,
  silencing: share,
  crashAfterVote: share,
  crashAfterElection: share,
  crashAfterCommit: share,
  effectPointMicros: mean,
  isolating: share,
  longOutage: share,
  stopMicros: mean.default(0),
  pauseMicros: mean,
  partitionMicros: mean,
  oneWay: share,
  divisionMicros: mean,
  clientCutMicros: mean,
  clogMicros: mean,
  swizzleMicros: mean,
  spikeMicros: mean,
  membershipMicros: mean,
  memberStormMicros: mean,
  transferMicros: mean,
  snapshotMicros: mean.default(0),
  logReadMicros: mean.default(0),
  driftPpmMax: count(0, CLOCK_ERROR_MAX),
  clockJumpMicros: mean,
  clockSkewMicros: mean,
});

const workload = z.object({
  clients: count(1, 10_000),
  sessionless: share,
  readsAnywhere: share,
  leaseReads: share,
  boundedReads: share,
  keys: count(1, 1e6),
  quiet: share.default(0),
  tailOffMicros: count(0, DAY_MICROS).default(0),
  /** In stories nobody asks before it is their time: long after the end. */
  thinkMicros: count(1, Number.MAX_SAFE_INTEGER),
  valueBytesMax: count(1, 1e6),
  window: count(1, 10_000),
});

/**
 * The configuration in a capsule. Every field must be there but those that came after the first
 * capsules: in a run of that time they were off.
 */
export const capsuleConfig: z.ZodType<SimConfig> = z
  .object({
    seed: z.string(),
    profile: oneOf(PROFILES.map(({ name }) => name)),
    rootHigh: count(0, 0xff_ff_ff_ff),
    rootLow: count(0, 0xff_ff_ff_ff),
    nodes: count(1, NODES_MAX),
    groups: count(1, GROUPS_MAX),
    durationMicros: count(0, DAY_MICROS),
    convergeMicros: count(1, DAY_MICROS),
    asks: z.enum(['everything', 'safety']),
    stores: z.enum(['memory', 'level', 'mixed']),
    tuning,
    network,
    disk,
    diskFaults,
    faults,
    workload,
    versions: z.object({ older: share, upgrade: share, downgrade: share }),
    fixedDriftPpm: z.array(count(-CLOCK_ERROR_MAX, CLOCK_ERROR_MAX)).exactOptional(),
  })
  .refine(({ tuning: { electionTicks, heartbeatTicks } }) => electionTicks > heartbeatTicks, {
    path: ['tuning', 'electionTicks'],
    error: 'expected more than tuning.heartbeatTicks',
  });
