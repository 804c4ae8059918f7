import type { StoreKind, Tuning } from '../../src/engine/options.ts';
import type { Ppm } from '../base/keyed-random.ts';
import type { DiskFaultPlan } from '../disk/disk-faults.ts';
import type { DiskProfile } from '../disk/sim-disk.ts';
import type { NetworkProfile } from '../network/sim-network.ts';

/** Most nodes that a run may begin with, and most groups. */
export const NODES_MAX = 9;
export const GROUPS_MAX = 64;

/**
 * How often each kind of fault strikes: the mean time between two of them in the whole cluster,
 * 0 for never.
 */
export interface FaultPlan {
  readonly crashMicros: number;
  /** Share of crashes that cut the power, rather than only end the process. */
  readonly powerLoss: Ppm;
  /** Share of crashes that stop every machine. */
  readonly wholeCluster: Ppm;
  /** Share of crashes after which nothing that was on its way from the machine arrives. */
  readonly silencing: Ppm;
  /** Chance that a node is struck just after it granted a vote, or was elected. */
  readonly crashAfterVote: Ppm;
  readonly crashAfterElection: Ppm;
  /** Chance that a leader is struck just after the first commit since its election. */
  readonly crashAfterCommit: Ppm;
  /** Mean time between two points around an effect that lie in wait for whoever reaches them. */
  readonly effectPointMicros: number;
  /** Share of those strikes that cut the node off from its peers instead of ending it. */
  readonly isolating: Ppm;
  /** Share of crashes after which the machine stays away for many election timeouts. */
  readonly longOutage: Ppm;
  /** Nodes that are told to stop, end in order, and are started again. */
  readonly stopMicros: number;
  readonly pauseMicros: number;
  readonly partitionMicros: number;
  /** Share of partitions that cut one direction only. */
  readonly oneWay: Ppm;
  /** Rings, partial meshes, several sides, minorities; `oneWay` says how many cut one direction. */
  readonly divisionMicros: number;
  /** Clients that cannot reach a node, or hear nothing from it. */
  readonly clientCutMicros: number;
  readonly clogMicros: number;
  /** Clogs of many links that begin and end in different orders. */
  readonly swizzleMicros: number;
  readonly spikeMicros: number;
  readonly membershipMicros: number;
  /** Changes of members in every way, joint ones among them; a profile of its own has them. */
  readonly memberStormMicros: number;
  readonly transferMicros: number;
  /** Snapshots that idle leaders are asked for. */
  readonly snapshotMicros: number;
  /** Parts of their logs that nodes are asked for. */
  readonly logReadMicros: number;
  readonly driftPpmMax: number;
  /** Wall clocks that are set. */
  readonly clockJumpMicros: number;
  /** Monotonic clocks that change their rate, within the bound. */
  readonly clockSkewMicros: number;
}

/** Which releases the nodes of a run are of. */
export interface VersionPlan {
  /** Share of nodes that begin as the first release. */
  readonly older: Ppm;
  /** Share of restarts that bring such a node up to date. */
  readonly upgrade: Ppm;
  /** Share of restarts that take another one back. */
  readonly downgrade: Ppm;
}

/** What the clients do. */
export interface WorkloadPlan {
  readonly clients: number;
  /** Share of clients without sessions: what they do not know they never learn. */
  readonly sessionless: Ppm;
  /** Share of reads that ask any node instead of the leader. */
  readonly readsAnywhere: Ppm;
  /** Share of the other reads that the leader may answer by its lease. */
  readonly leaseReads: Ppm;
  /** Share of reads that may be stale and say how stale they are. */
  readonly boundedReads: Ppm;
  readonly keys: number;
  /** Share of the time in which no client begins anything. */
  readonly quiet: Ppm;
  /** How long before faults end clients only read. */
  readonly tailOffMicros: number;
  /** Mean pause of a client between two operations. */
  readonly thinkMicros: number;
  /** Most bytes of a value. */
  readonly valueBytesMax: number;
  /** Operations of one client under way at a time. */
  readonly window: number;
}

/** Everything about a run that the seed decides before it begins. */
export interface SimConfig {
  readonly seed: string;
  readonly profile: string;
  /** Root of all decisions during the run. */
  readonly rootHigh: number;
  readonly rootLow: number;
  readonly nodes: number;
  readonly groups: number;
  /** Virtual time with faults. */
  readonly durationMicros: number;
  /** Virtual time in which the healed cluster must agree and serve. */
  readonly convergeMicros: number;
  /** What is asked of the run: where synced data may be lost on any machine, only what is safe. */
  readonly asks: 'everything' | 'safety';
  /** Where machines keep their state; `mixed`: every second one on disk. */
  readonly stores: StoreKind | 'mixed';
  readonly tuning: Tuning;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  readonly diskFaults: DiskFaultPlan;
  readonly faults: FaultPlan;
  readonly workload: WorkloadPlan;
  readonly versions: VersionPlan;
  /** The errors of clocks by order of machines, in place of those that the seed draws. */
  readonly fixedDriftPpm?: readonly number[];
}
