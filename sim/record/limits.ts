/**
 * What a recording holds at most; of more, the newest is kept, because a run ends where it breaks.
 * Generous for a run of a minute, which has some thousands of each.
 */
export const RECORD_LIMITS = {
  nodesMax: 64,
  /** Roles of one replica, one after the other. */
  rolesMax: 4000,
  /** Samples of one replica's progress. */
  samplesMax: 2000,
  /** Snapshots, votes and refusals of one replica. */
  marksMax: 4000,
  /** States of one machine. */
  statesMax: 2000,
  faultsMax: 4000,
  membershipsMax: 2000,
  keysMax: 2000,
} as const;

/** A replica's progress is looked at this often, or this many times in a long run. */
export const SAMPLE_MICROS_MIN = 100_000;
export const SAMPLES_PER_RUN = 800;

/** Client operations are counted in this many equal parts of the run. */
export const OPERATION_BUCKETS = 120;
