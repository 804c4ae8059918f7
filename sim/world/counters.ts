import { EFFECT_KINDS, type EffectKind } from './effect-kind.ts';

/** Faults and operator actions that took place, counted from what the engine and the world did. */
export interface FaultCounts {
  loss: number;
  duplicate: number;
  delaySpike: number;
  clog: number;
  partition: number;
  oneWayPartition: number;
  clientCut: number;
  swizzle: number;
  crash: number;
  restart: number;
  cleanStop: number;
  pause: number;
  frozen: number;
  clockDrift: number;
  clockJump: number;
  clockSkew: number;
  unsyncedLoss: number;
  tornWrite: number;
  readCorruption: number;
  misdirectedWrite: number;
  slowDisk: number;
  frameCorruption: number;
  hangUp: number;
  syncError: number;
  diskFull: number;
  readError: number;
  shortRead: number;
  lostSync: number;
  wipedDisk: number;
  addLearner: number;
  promote: number;
  remove: number;
  addVoter: number;
  addWitness: number;
  demote: number;
  enterJoint: number;
  leaveJoint: number;
  transfer: number;
  forcedSnapshot: number;
  rejoinRefused: number;
  rejoinAsNew: number;
  upgrade: number;
  downgrade: number;
  coalescedHeartbeats: number;
  quiesceEntered: number;
  quiesceWoken: number;
}

export function noFaults(): FaultCounts {
  return {
    loss: 0,
    duplicate: 0,
    delaySpike: 0,
    clog: 0,
    partition: 0,
    oneWayPartition: 0,
    clientCut: 0,
    swizzle: 0,
    crash: 0,
    restart: 0,
    cleanStop: 0,
    pause: 0,
    frozen: 0,
    clockDrift: 0,
    clockJump: 0,
    clockSkew: 0,
    unsyncedLoss: 0,
    tornWrite: 0,
    readCorruption: 0,
    misdirectedWrite: 0,
    slowDisk: 0,
    frameCorruption: 0,
    hangUp: 0,
    syncError: 0,
    diskFull: 0,
    readError: 0,
    shortRead: 0,
    lostSync: 0,
    wipedDisk: 0,
    addLearner: 0,
    promote: 0,
    remove: 0,
    addVoter: 0,
    addWitness: 0,
    demote: 0,
    enterJoint: 0,
    leaveJoint: 0,
    transfer: 0,
    forcedSnapshot: 0,
    rejoinRefused: 0,
    rejoinAsNew: 0,
    upgrade: 0,
    downgrade: 0,
    coalescedHeartbeats: 0,
    quiesceEntered: 0,
    quiesceWoken: 0,
  };
}

/** Nodes that ended just before or just after an effect, by what the effect was. */
export type CrashPointCounts = Record<EffectKind, { before: number; after: number }>;

export function noCrashPoints(): CrashPointCounts {
  const counts = EFFECT_KINDS.map((kind) => [kind, { before: 0, after: 0 }] as const);
  return Object.fromEntries(counts) as CrashPointCounts;
}

/** What happened in a run, in numbers. */
export interface RunCounts {
  /** Messages delivered, disk completions, client requests and faults; ticks do not count. */
  events: number;
  elections: number;
  committed: number;
  snapshotsSaved: number;
  snapshotsInstalled: number;
  /** Commands in logs, and snapshots, that were compressed. */
  readonly compressed: { commands: number; snapshots: number };
  /** Nodes that were met with another list of members, and are not listened to. */
  strangersMet: number;
  /** Replicas that an operator replaced by an exported snapshot. */
  groupsRestored: number;
  /** Transfers of snapshots that went on where an earlier one ended, were held back, or had to wait. */
  readonly transfers: { resumed: number; throttled: number; queued: number };
  /** Databases on disk: batches written, batches that power cuts took, and databases filled anew. */
  readonly stores: { writes: number; lostBatches: number; refills: number };
  readonly faults: FaultCounts;
  readonly crashPoints: CrashPointCounts;
  readonly operations: { ok: number; failed: number; unknown: number };
  readonly reads: ReadCounts;
}

/** Reads by how they were answered, besides those that a quorum confirmed. */
export interface ReadCounts {
  /** Answered by a leader under its lease. */
  lease: number;
  /** Answered with their age. */
  bounded: number;
  /** Refused because nobody could say how old they were, or not answered. */
  boundedRefused: number;
  /** Of a node's log: pages that were answered. */
  log: number;
  /** Refused because the node does not have them, or not answered. */
  logRefused: number;
}

export function noReads(): ReadCounts {
  return { lease: 0, bounded: 0, boundedRefused: 0, log: 0, logRefused: 0 };
}

export function noCounts(): RunCounts {
  return {
    events: 0,
    elections: 0,
    committed: 0,
    snapshotsSaved: 0,
    snapshotsInstalled: 0,
    compressed: { commands: 0, snapshots: 0 },
    strangersMet: 0,
    groupsRestored: 0,
    transfers: { resumed: 0, throttled: 0, queued: 0 },
    stores: { writes: 0, lostBatches: 0, refills: 0 },
    faults: noFaults(),
    crashPoints: noCrashPoints(),
    operations: { ok: 0, failed: 0, unknown: 0 },
    reads: noReads(),
  };
}
