import { z } from 'zod';

/** At most this many suites exist; a build may hold fewer (bench/suites/registry.ts). */
export const SUITE_NAMES = [
  'fsync',
  'codec',
  'snapshot',
  'simple',
  'ceiling',
  'cluster',
  'idle',
  'peers',
] as const;

export type SuiteName = (typeof SUITE_NAMES)[number];

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** The main metric of every repetition, in its unit; kept in results.json, left out of --json. */
const rawSamples = { rawSamples: z.array(z.number()).readonly().optional() };

/** One way of making one write durable. */
export const fsyncRow = z
  .object({
    test: z.string(),
    /** `none`, `fdatasync`, `fsync`, `dsync` (O_DSYNC) or `sync` (O_SYNC). */
    mode: z.string(),
    path: z.enum(['sync', 'async', 'worker']),
    opsPerSecond: amount,
    /** Mean over all operations. */
    usPerOp: amount,
    p50Us: amount.optional(),
    p99Us: amount.optional(),
    maxUs: amount.optional(),
    /** Operations measured. */
    samples: count,
    guarantee: z.string(),
    ...rawSamples,
  })
  .readonly();

/** One operation of one codec on one kind of value. */
export const codecRow = z
  .object({
    codec: z.string(),
    operation: z.string(),
    subject: z.string(),
    /** Mean over all operations. */
    nsPerOp: amount,
    /** Of the samples. */
    medianNsPerOp: amount.optional(),
    /** Encoded size, mean over the values. */
    bytes: amount,
    mbPerSecond: amount,
    samples: count,
    /** A sample is the time of so many operations together; 1 when absent. */
    operationsPerSample: count.optional(),
    ...rawSamples,
  })
  .readonly();

/** One stage in the life of a snapshot. */
export const snapshotRow = z
  .object({
    codec: z.string(),
    operation: z.enum(['save', 'stream', 'install']),
    records: count,
    bytes: count,
    mbPerSecond: amount,
    peakRssAnonBytes: count,
    seconds: amount,
    ...rawSamples,
  })
  .readonly();

/** The replica-less TCP baseline (BM-01). */
export const simpleRow = z
  .object({
    threads: count,
    /** Connections of each thread. */
    connections: count,
    /** Requests of each connection. */
    requests: count,
    /** Wall time divided by `requests`, as the seed defines it. */
    usPerRequest: amount,
    /** All requests of all connections, per second of wall time. */
    opsPerSecond: amount,
    ...rawSamples,
  })
  .readonly();

/** Majority replication without Raft: what the shape of the system allows at best. */
export const ceilingRow = z
  .object({
    connections: count,
    inFlight: count,
    sync: z.string(),
    opsPerSecond: amount,
    meanUs: amount.optional(),
    p50Us: amount,
    p99Us: amount,
    ...rawSamples,
  })
  .readonly();

/** The whole engine in separate processes under generated load. */
export const clusterRow = z
  .object({
    nodes: count,
    groups: count,
    connections: count,
    window: count,
    inFlight: count,
    sync: z.string(),
    snapshotCodec: z.string(),
    store: z.string(),
    workload: z.string(),
    readRatio: amount,
    /** What was done to the cluster under load: a node joined, or nodes were killed as well. */
    disturbance: z.enum(['join', 'kill']).optional(),
    records: count,
    acknowledged: count,
    unknown: count,
    errors: count,
    /** What the first of the errors was. */
    firstError: z.string().optional(),
    /** Acknowledged records read back equal after all nodes were killed and restarted. */
    verified: count,
    opsPerSecond: amount,
    meanUs: amount,
    p50Us: amount,
    p75Us: amount,
    p90Us: amount,
    p95Us: amount,
    p99Us: amount,
    maxUs: amount,
    elections: count,
    syncs: count,
    snapshotsSaved: count,
    snapshotsInstalled: count,
    /** Groups in which the node that joined was caught up by a snapshot in time. */
    joinedGroups: count.optional(),
    snapshotMs: amount,
    unavailableMs: amount,
    cpuSeconds: z.object({ nodes: amount, load: amount }).readonly(),
    ...rawSamples,
  })
  .readonly();

/** Groups that nobody uses. */
export const idleRow = z
  .object({
    nodes: count,
    groups: count,
    /** Heartbeats of all groups between two nodes share a message. */
    coalescing: z.boolean(),
    /** Idle groups sleep. */
    quiesce: z.boolean(),
    /** Replicas that slept, on all nodes. */
    asleep: count,
    /** Of all nodes. */
    cpuSecondsPerSecond: amount,
    messagesPerSecond: amount,
    /** Resident, mean of a node. */
    memoryBytes: count,
    ...rawSamples,
  })
  .readonly();

/** The same load against another system. */
export const peersRow = z
  .object({
    system: z.string(),
    version: z.string(),
    nodes: count,
    connections: count,
    inFlight: count,
    operation: z.enum(['put', 'get']),
    opsPerSecond: amount,
    p50Us: amount,
    p99Us: amount,
    serverCpuSeconds: amount,
    loadCpuSeconds: amount,
    ...rawSamples,
  })
  .readonly();

export type FsyncRow = z.infer<typeof fsyncRow>;
export type CodecRow = z.infer<typeof codecRow>;
export type SnapshotRow = z.infer<typeof snapshotRow>;
export type SimpleRow = z.infer<typeof simpleRow>;
export type CeilingRow = z.infer<typeof ceilingRow>;
export type ClusterRow = z.infer<typeof clusterRow>;
export type IdleRow = z.infer<typeof idleRow>;
export type PeersRow = z.infer<typeof peersRow>;

/** The row of each suite. */
export interface SuiteRows {
  readonly fsync: FsyncRow;
  readonly codec: CodecRow;
  readonly snapshot: SnapshotRow;
  readonly simple: SimpleRow;
  readonly ceiling: CeilingRow;
  readonly cluster: ClusterRow;
  readonly idle: IdleRow;
  readonly peers: PeersRow;
}
