import type { SimConfig } from '../config/sim-config.ts';
import { NO_DISK_FAULTS } from '../disk/disk-faults.ts';

const MILLI = 1000;
/** Longer than any story. */
const REST_MICROS = 100_000 * 1000 * MILLI;

/** A network that is quick, and neither loses nor doubles a message. */
export const QUICK_NETWORK = { latencyMeanMicros: MILLI, loss: 0, duplicate: 0 } as const;

/** Tuning with short elections, and two seconds for a request. */
export const QUICK_TICKS = { tickMicros: 20 * MILLI, requestTimeoutTicks: 100 } as const;

/** Tuning under which no log grows so long that a snapshot is saved for it. */
export const NO_SNAPSHOTS = { snapshotEntries: 100_000, snapshotBytes: 1 << 30 } as const;

/** The same, and no log takes up so many segments that entries go. */
export const WHOLE_LOGS = { ...NO_SNAPSHOTS, segmentsMax: 1000 } as const;

/**
 * The run without faults of its own: only the story strikes. Clocks drift, messages are lost and
 * doubled as the seed says; a leader is disturbed by nothing but that.
 */
export function calm(config: SimConfig): SimConfig {
  return {
    ...config,
    // Fewer than three have no majority that could go on without one of them.
    nodes: Math.max(3, config.nodes),
    tuning: {
      ...config.tuning,
      preVote: true,
      checkQuorum: true,
      electionTicks: 12,
      quiesce: false,
    },
    versions: { older: 0, upgrade: 0, downgrade: 0 },
    network: {
      ...config.network,
      latencyMeanMicros: Math.min(config.network.latencyMeanMicros, 5 * MILLI),
      tail: 0,
      corrupt: 0,
      capacity: 1000,
    },
    disk: { ...config.disk, stall: 0 },
    workload: {
      ...config.workload,
      clients: Math.min(config.workload.clients, 6),
      keys: Math.min(config.workload.keys, 40),
      quiet: 0,
      tailOffMicros: 0,
    },
    diskFaults: NO_DISK_FAULTS,
    faults: {
      ...config.faults,
      crashMicros: 0,
      wholeCluster: 0,
      silencing: 0,
      crashAfterVote: 0,
      crashAfterElection: 0,
      crashAfterCommit: 0,
      effectPointMicros: 0,
      stopMicros: 0,
      snapshotMicros: 0,
      logReadMicros: 0,
      pauseMicros: 0,
      partitionMicros: 0,
      divisionMicros: 0,
      clientCutMicros: 0,
      clogMicros: 0,
      swizzleMicros: 0,
      spikeMicros: 0,
      membershipMicros: 0,
      memberStormMicros: 0,
      transferMicros: 0,
      clockJumpMicros: 0,
      clockSkewMicros: 0,
    },
  };
}

/** The same with clients that do nothing of themselves: only the story writes. */
export function calmAndIdle(config: SimConfig): SimConfig {
  const calmed = calm(config);
  return { ...calmed, workload: { ...calmed.workload, thinkMicros: REST_MICROS } };
}
