import { DEFAULT_TUNING, type Tuning } from '../../src/engine/options.ts';
import { PPM } from '../base/keyed-random.ts';
import { NO_DISK_FAULTS } from '../disk/disk-faults.ts';
import type { DiskProfile } from '../disk/sim-disk.ts';
import type { NetworkProfile } from '../network/sim-network.ts';
import { Draw } from './draw.ts';
import type { FaultPlan, SimConfig, VersionPlan, WorkloadPlan } from './sim-config.ts';

const MILLI = 1000;
const SECOND = 1_000_000;
const KIB = 1024;

/** What a command line may set, past the seed. */
export interface ConfigOverrides {
  readonly nodes?: number;
  readonly groups?: number;
  readonly durationMicros?: number;
}

/**
 * The run that a seed stands for: sizes, speeds, limits and the mix of faults are all drawn, whole
 * classes of faults on or off, so that every combination comes up sooner or later (simulation.md 9).
 */
export function drawConfig(seed: string, overrides: ConfigOverrides = {}): SimConfig {
  const draw = new Draw(seed);
  const rootHigh = draw.u32();
  const rootLow = draw.u32();
  const nodes = draw.oneOf([3, 3, 3, 4, 5, 5]);
  const groups = draw.oneOf([1, 1, 2, 3]);
  const mood = drawLater(seed, drawMood(draw));
  return {
    seed,
    profile: 'default',
    rootHigh,
    rootLow,
    nodes: overrides.nodes ?? nodes,
    groups: overrides.groups ?? groups,
    durationMicros: overrides.durationMicros ?? 60 * SECOND,
    convergeMicros: timeToConverge(mood),
    asks: 'everything',
    stores: drawStores(new Draw(`${seed}/stores`)),
    diskFaults: NO_DISK_FAULTS,
    versions: drawVersions(draw.apart('versions')),
    ...mood,
  };
}

/**
 * How long a mended cluster may take. One snapshot after the other at 16 KiB/s: a few hundred kilobytes
 * for each member take minutes. So they do in pieces of a few bytes, each answered before the next.
 */
function timeToConverge({ tuning, network }: Mood): number {
  const { snapshotSendBytesPerSecond, snapshotReceiveBytesPerSecond, snapshotChunkBytes } = tuning;
  const isThrottled = snapshotSendBytesPerSecond > 0 || snapshotReceiveBytesPerSecond > 0;
  const roundTripMicros = 2 * Math.max(1, network.latencyMeanMicros);
  const bytesPerSecond = (snapshotChunkBytes * SECOND) / roundTripMicros;
  if (bytesPerSecond < 8 * KIB) {
    return 600 * SECOND;
  }
  return (isThrottled || bytesPerSecond < 64 * KIB ? 180 : 60) * SECOND;
}

/** A generator of its own here too. One run in eight keeps all machines on disk, one every second. */
function drawStores(draw: Draw): SimConfig['stores'] {
  return draw.oneOf(['memory', 'memory', 'memory', 'memory', 'memory', 'memory', 'level', 'mixed']);
}

/** Each of these has a generator of its own: its draws move none of the others. */
function drawLater(seed: string, drawn: Mood): Mood {
  const later = [
    ['reads', withReads],
    ['corruption', withCorruption],
    ['habits', withHabits],
    ['logMemory', withMemory],
    ['clocks', withClocks],
    ['divisions', withDivisions],
    ['effectPoints', withEffectPoints],
    ['load', withLoad],
    ['operators', withOperators],
  ] as const;
  return later.reduce((mood, [name, extend]) => extend(mood, new Draw(`${seed}/${name}`)), drawn);
}

/** In one run of four many clients and keys; quiet times, and writes that end before the faults do. */
function withLoad(mood: Mood, draw: Draw): Mood {
  const wide = {
    clients: draw.between(1, 16),
    keys: draw.oneOf([100, 500]),
    thinkMicros: draw.oneOf([50, 100, 200]) * MILLI,
    window: 1,
  };
  const isWide = draw.percent(25);
  const quiet = draw.percent(50) ? draw.between(20, 60) * (PPM / 1000) : 0;
  const tailOffMicros = draw.percent(25) ? draw.between(2, 8) * SECOND : 0;
  const workload = { ...mood.workload, ...(isWide ? wide : {}), quiet, tailOffMicros };
  return { ...mood, workload };
}

/** What operators do besides changing members. */
function withOperators(mood: Mood, draw: Draw): Mood {
  const stopMicros = draw.percent(50) ? draw.oneOf([8, 16]) * SECOND : 0;
  const snapshotMicros = draw.percent(50) ? draw.oneOf([4, 8]) * SECOND : 0;
  return { ...mood, faults: { ...mood.faults, stopMicros, snapshotMicros } };
}

/** Crashes around single effects. */
function withEffectPoints(mood: Mood, draw: Draw): Mood {
  const effectPointMicros = draw.percent(50) ? draw.oneOf([4, 8]) * SECOND : 0;
  return { ...mood, faults: { ...mood.faults, effectPointMicros } };
}

/** Ways to divide nodes, and clients from nodes, beside simple partitions. */
function withDivisions(mood: Mood, draw: Draw): Mood {
  const divisionMicros = draw.percent(50) ? draw.oneOf([16, 32]) * SECOND : 0;
  const clientCutMicros = draw.percent(50) ? draw.oneOf([16, 32]) * SECOND : 0;
  const swizzleMicros = draw.percent(50) ? draw.oneOf([16, 32]) * SECOND : 0;
  return { ...mood, faults: { ...mood.faults, divisionMicros, clientCutMicros, swizzleMicros } };
}

/** Clocks that are set, and that change their rate. */
function withClocks(mood: Mood, draw: Draw): Mood {
  const clockJumpMicros = draw.percent(50) ? draw.oneOf([1, 4, 16]) * SECOND : 0;
  const clockSkewMicros = draw.percent(50) ? draw.oneOf([4, 16]) * SECOND : 0;
  return { ...mood, faults: { ...mood.faults, clockJumpMicros, clockSkewMicros } };
}

function withCorruption(mood: Mood, draw: Draw): Mood {
  const corrupt = draw.percent(25) ? draw.oneOf([PPM / 5000, PPM / 500]) : 0;
  return { ...mood, network: { ...mood.network, corrupt } };
}

function withReads(mood: Mood, draw: Draw): Mood {
  return {
    ...mood,
    // Leases are as short as the worst clock of the run demands.
    tuning: { ...mood.tuning, clockDriftPpmMax: mood.faults.driftPpmMax },
    workload: {
      ...mood.workload,
      leaseReads: draw.oneOf([0, PPM / 4, (PPM * 3) / 4]),
      boundedReads: draw.oneOf([0, PPM / 10, PPM / 4]),
    },
  };
}

function withHabits(mood: Mood, draw: Draw): Mood {
  const habits = {
    orderedChanges: draw.percent(40),
    snapshotIntervalTicks: draw.oneOf([0, 0, 0, 20]),
    disableAutoCompaction: draw.percent(5),
  };
  return { ...mood, tuning: { ...mood.tuning, ...habits } };
}

/** Rolling upgrades, and nodes that are taken back to the release before. */
function drawVersions(draw: Draw): VersionPlan {
  return {
    older: draw.oneOf([0, 0, PPM / 2, PPM]),
    upgrade: draw.oneOf([PPM / 4, PPM / 2, PPM]),
    downgrade: draw.oneOf([0, 0, PPM / 10]),
  };
}

/** Groups that nobody uses for a while sleep in some runs. */
function drawSleep(draw: Draw) {
  return { quiesce: draw.percent(30), quiesceTicks: draw.oneOf([15, 30, 60]) };
}

type Mood = Pick<SimConfig, 'tuning' | 'network' | 'disk' | 'faults' | 'workload'>;

/** How much of the log stays in memory; so little now and then that followers are served from disk. */
function withMemory(mood: Mood, draw: Draw): Mood {
  const logMemoryBytes = draw.oneOf([0, 1 * KIB, 16 * KIB, 1024 * KIB]);
  return { ...mood, tuning: { ...mood.tuning, logMemoryBytes } };
}

/**
 * One run in four is stormy: leaders hardly live long enough to send their first entries, one at a
 * time. The oldest mistakes of consensus show only there (Raft §5.4.2, Figure 8).
 */
function drawMood(draw: Draw): Mood {
  const mood = {
    tuning: {
      ...drawTuning(draw),
      ...drawTransfers(draw.apart('transfers')),
      ...drawCompression(draw.apart('compression')),
      ...drawSleep(draw.apart('sleep')),
    },
    network: drawNetwork(draw),
    disk: drawDisk(draw),
    faults: drawFaults(draw),
    workload: drawWorkload(draw),
  };
  return draw.percent(25) ? stormy(mood, draw) : mood;
}

function stormy(mood: Mood, draw: Draw): Mood {
  return {
    ...mood,
    tuning: {
      ...mood.tuning,
      tickMicros: 10 * MILLI,
      electionTicks: draw.between(8, 12),
      requestTimeoutTicks: 200,
      appendBytesMax: 1,
      snapshotEntries: 1000,
      snapshotBytes: 1024 * KIB,
    },
    network: { ...mood.network, latencyMeanMicros: draw.oneOf([1, 3, 10]) * MILLI },
    faults: {
      ...mood.faults,
      silencing: draw.oneOf([(PPM * 3) / 4, PPM]),
      crashAfterVote: draw.oneOf([0, PPM / 20, PPM / 5]),
      crashAfterElection: draw.oneOf([PPM / 4, PPM / 2]),
      crashAfterCommit: draw.oneOf([PPM / 2, PPM, PPM]),
      isolating: draw.oneOf([0, PPM / 10, PPM / 2]),
      longOutage: 0,
      membershipMicros: 0,
    },
  };
}

/** The engine's own limits are drawn too: else a log never rotates and a window is never full. */
function drawTuning(draw: Draw): Tuning {
  const tickMicros = draw.oneOf([10, 10, 20, 50, 100]) * MILLI;
  return {
    ...DEFAULT_TUNING,
    tickMicros,
    electionTicks: draw.between(8, 15),
    heartbeatTicks: draw.oneOf([1, 1, 2]),
    preVote: draw.percent(80),
    checkQuorum: draw.percent(60),
    requestTimeoutTicks: Math.ceil((2 * SECOND) / tickMicros),
    appendBytesMax: draw.oneOf([1, 256, 4 * KIB, 64 * KIB, 1024 * KIB]),
    inflightMessagesMax: draw.oneOf([1, 2, 8, 64]),
    inflightBytesMax: draw.oneOf([512, 16 * KIB, 1024 * KIB]),
    unappliedBytesMax: draw.oneOf([4 * KIB, 256 * KIB, 16 * 1024 * KIB]),
    frameMessagesMax: draw.oneOf([1, 1, 4, 1024]),
    frameBytesMax: draw.oneOf([1 * KIB, 64 * KIB, 1024 * KIB]),
    applyBytesMax: draw.oneOf([1, 4 * KIB, 1024 * KIB]),
    syncMode: { kind: draw.oneOf(['fdatasync', 'fdatasync', 'fsync', 'dsync', 'sync', 'each']) },
    segmentBytes: draw.oneOf([4, 16, 64, 1024]) * KIB,
    logBatchBytesMax: draw.oneOf([1, 4 * KIB, 1024 * KIB]),
    segmentsMax: draw.oneOf([2, 4, 16]),
    snapshotEntries: draw.oneOf([5, 20, 100, 100, 1000]),
    snapshotBytes: draw.oneOf([2 * KIB, 64 * KIB, 1024 * KIB]),
    compactionOverhead: draw.oneOf([0, 1, 10, 50]),
    snapshotCodec: draw.oneOf(['binary', 'thrift']),
    snapshotSliceBytes: draw.oneOf([256, 4 * KIB, 256 * KIB]),
    snapshotChunkBytes: draw.oneOf([128, 1 * KIB, 64 * KIB]),
  };
}

function drawCompression(draw: Draw): Pick<Tuning, 'entryCompression' | 'snapshotCompression'> {
  return {
    entryCompression: draw.oneOf(['none', 'snappy']),
    snapshotCompression: draw.oneOf(['none', 'snappy']),
  };
}

function drawTransfers(draw: Draw) {
  return {
    snapshotSendBytesPerSecond: draw.oneOf([0, 0, 0, 16, 128]) * KIB,
    snapshotReceiveBytesPerSecond: draw.oneOf([0, 0, 0, 16, 128]) * KIB,
    snapshotTransfersMax: draw.oneOf([1, 1, 8]),
  };
}

function drawNetwork(draw: Draw): NetworkProfile {
  const lossy = draw.percent(60);
  const doubling = draw.percent(60);
  return {
    latencyMinMicros: draw.between(0, 2 * MILLI),
    latencyMeanMicros: draw.oneOf([200, 1 * MILLI, 5 * MILLI, 20 * MILLI]),
    tail: draw.percent(50) ? PPM / 1000 : 0,
    loss: lossy ? draw.between(1, 40) * (PPM / 1000) : 0,
    corrupt: 0,
    duplicate: doubling ? draw.between(1, 50) * (PPM / 1000) : 0,
    capacity: draw.oneOf([8, 64, 1000, 1000]),
  };
}

function drawDisk(draw: Draw): DiskProfile {
  return {
    latencyMicros: draw.oneOf([20, 100, 1000]),
    syncMicros: draw.oneOf([50, 500, 3000]),
    stall: draw.percent(40) ? PPM / 200 : 0,
    stallMicros: draw.oneOf([50, 300, 1000]) * MILLI,
    survival: draw.oneOf([0, PPM / 4, PPM / 2, PPM]),
    tear: draw.percent(60) ? PPM / 2 : 0,
  };
}

function drawFaults(draw: Draw): FaultPlan {
  const every = (probability: number, seconds: readonly [number, ...number[]]) => {
    const mean = draw.oneOf(seconds) * SECOND;
    return draw.percent(probability) ? mean : 0;
  };
  return {
    crashMicros: every(65, [3, 6, 12]),
    powerLoss: draw.oneOf([PPM / 2, PPM, PPM]),
    wholeCluster: draw.percent(40) ? PPM / 5 : 0,
    silencing: draw.oneOf([0, PPM / 2, PPM]),
    crashAfterVote: draw.percent(40) ? draw.oneOf([PPM / 20, PPM / 5]) : 0,
    crashAfterElection: draw.percent(40) ? draw.oneOf([PPM / 10, PPM / 2]) : 0,
    crashAfterCommit: draw.percent(40) ? draw.oneOf([PPM / 10, PPM / 2]) : 0,
    effectPointMicros: 0,
    isolating: draw.oneOf([0, PPM / 4, PPM / 2]),
    longOutage: PPM / 5,
    stopMicros: 0,
    snapshotMicros: 0,
    logReadMicros: 0,
    pauseMicros: every(40, [5, 15]),
    partitionMicros: every(60, [4, 8, 16]),
    oneWay: draw.oneOf([0, PPM / 2, PPM / 2]),
    divisionMicros: 0,
    clientCutMicros: 0,
    clogMicros: every(40, [1, 5]),
    swizzleMicros: 0,
    spikeMicros: every(30, [2, 8]),
    membershipMicros: every(45, [4, 8]),
    memberStormMicros: 0,
    transferMicros: every(30, [5, 15]),
    driftPpmMax: draw.oneOf([0, 500, 500, 50_000]),
    clockJumpMicros: 0,
    clockSkewMicros: 0,
  };
}

function drawWorkload(draw: Draw): WorkloadPlan {
  return {
    clients: draw.between(2, 6),
    sessionless: draw.oneOf([0, PPM / 3, PPM / 3]),
    readsAnywhere: draw.oneOf([0, PPM / 4, (PPM * 3) / 4]),
    leaseReads: 0,
    boundedReads: 0,
    keys: draw.oneOf([3, 10, 40]),
    quiet: 0,
    tailOffMicros: 0,
    thinkMicros: draw.oneOf([40, 100, 200]) * MILLI,
    valueBytesMax: draw.oneOf([16, 200, 3000]),
    window: draw.oneOf([1, 1, 2, 4]),
  };
}
