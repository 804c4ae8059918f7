import type { GroupId, NodeId } from '../base/ids.ts';
import type { CompressionName } from '../codec/compression.ts';
import { PROTOCOL_NEWEST, type ProtocolVersion } from '../codec/protocol-version.ts';
import type { SnapshotCodecName } from '../codec/snapshot/snapshot-header.ts';
import type { InitialMember } from '../storage/bootstrap.ts';
import type { SyncMode } from '../storage/sync-mode.ts';

/** How a replica of a group is to start on this node. */
export interface GroupOptions {
  readonly group: GroupId;
  /** The group runs already; this node was, or will be, added to it. */
  readonly join: boolean;
  /** Who the group starts with; empty when joining and, if one likes, at a restart. */
  readonly members: readonly InitialMember[];
  /** Members to ask while joining. */
  readonly contacts: readonly NodeId[];
}

/** The engine's bounds and habits. Everything here may differ between nodes of one cluster. */
export interface Tuning {
  /** The newest protocol version that the node speaks; 1 makes it behave as the first release. */
  readonly protocolVersionMax: ProtocolVersion;
  /** Length of a tick. */
  readonly tickMicros: number;
  /** An election starts after [electionTicks, 2 × electionTicks) ticks without a leader. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /**
   * Leaders may answer lease reads. Takes `checkQuorum` and equal ticks on all nodes of a group, and
   * a restarted node votes for nobody for `electionTicks`.
   */
  readonly leaseReads: boolean;
  /** How wrong the rate of any node's clock may be for leases to hold, in parts per million. */
  readonly clockDriftPpmMax: number;
  /** A group that nobody uses for `quiesceTicks` sleeps: no ticks, no heartbeats, until it is used. */
  readonly quiesce: boolean;
  readonly quiesceTicks: number;
  /** A request that is not answered after this many ticks ends with its outcome unknown. */
  readonly requestTimeoutTicks: number;
  /** A change of members must quote the change that it follows. */
  readonly orderedChanges: boolean;
  /** Most bytes of entries in one append message. */
  readonly appendBytesMax: number;
  /** Most append messages, and bytes of them, on their way to one follower. */
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  /**
   * Bytes of applied entries that a node keeps in memory for followers that are behind, a like share
   * for each group; older ones are read from the log.
   */
  readonly logMemoryBytes: number;
  /** A leader is busy while this many bytes are proposed and not applied; 0: never. */
  readonly unappliedBytesMax: number;
  /** Bytes, and messages, that may wait in this process for one slow peer; what comes on top is lost. */
  readonly sendQueueBytesMax: number;
  readonly sendQueueMessagesMax: number;
  /** A frame takes no further message beyond these. */
  readonly frameMessagesMax: number;
  readonly frameBytesMax: number;
  /** Most bytes of entries that one group applies in one turn. */
  readonly applyBytesMax: number;
  readonly syncMode: SyncMode;
  readonly segmentBytes: number;
  readonly logBatchBytesMax: number;
  /** Groups that hold back the log's oldest segment are snapshotted beyond this many segments. */
  readonly segmentsMax: number;
  /** A snapshot is saved after this many applied entries, or bytes of them; 0: not because of it. */
  readonly snapshotEntries: number;
  readonly snapshotBytes: number;
  /** Both are looked at this often; 0: whenever something was applied. */
  readonly snapshotIntervalTicks: number;
  /** Entries kept in the log after a snapshot, for followers that are a little behind. */
  readonly compactionOverhead: number;
  /** Only a snapshot on request shortens the log. */
  readonly disableAutoCompaction: boolean;
  readonly snapshotCodec: SnapshotCodecName;
  /**
   * How commands in the log, and blocks of snapshots, are compressed where that pays; only once every
   * member of the group is known to read that.
   */
  readonly entryCompression: CompressionName;
  readonly snapshotCompression: CompressionName;
  /** Bytes of a snapshot that are encoded and written at a time. */
  readonly snapshotSliceBytes: number;
  /** Bytes of a snapshot in one message. */
  readonly snapshotChunkBytes: number;
  /** Bytes of snapshots that the node sends and receives in a second, all groups together; 0: any. */
  readonly snapshotSendBytesPerSecond: number;
  readonly snapshotReceiveBytesPerSecond: number;
  /** Most snapshots that the node sends at a time; others wait. */
  readonly snapshotTransfersMax: number;
  /** Memory of one database on disk for what was read before. */
  readonly storeCacheBytes: number;
  /** Most bytes that are read from a database for one batch of commands. */
  readonly storeReadBytesMax: number;
}

/** Where the state machines of a node keep their records: in memory, or in databases on disk. */
export type StoreKind = 'memory' | 'level';

export const STORE_KINDS: readonly StoreKind[] = ['memory', 'level'];

/** Everything a node is told before it starts. */
export interface NodeOptions {
  readonly node: NodeId;
  /** How peers reach this node. */
  readonly address: string;
  /** Nodes of different deployments ignore each other. */
  readonly deployment: number;
  /** The machine's name, which its directory remembers; left out where there is none. */
  readonly hostname?: string;
  /** The directory may be of a machine of another name: it was moved here. */
  readonly acceptsHostname?: boolean;
  readonly groups: readonly GroupOptions[];
  /** Cannot change while a group has data here (seeds.md ST-05). */
  readonly store: StoreKind;
  readonly tuning: Tuning;
  /** Draws election timeouts; differs between nodes and, in production, between starts. */
  readonly seed: number;
  /**
   * Reads ask consensus under ids from here on. They must not be those of an earlier start of this
   * node: a late answer to one of its questions must not answer a question of this one.
   */
  readonly firstReadId: number;
  /** Follow the replicated state with a digest, for whoever compares replicas. */
  readonly tracksDigest: boolean;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Where nobody says otherwise (seeds.md K-14; raft.md 4.2). */
export const DEFAULT_TUNING: Tuning = Object.freeze({
  protocolVersionMax: PROTOCOL_NEWEST,
  tickMicros: 100_000,
  electionTicks: 10,
  heartbeatTicks: 1,
  preVote: true,
  checkQuorum: true,
  leaseReads: true,
  clockDriftPpmMax: 10_000,
  quiesce: false,
  quiesceTicks: 100,
  requestTimeoutTicks: 50,
  orderedChanges: false,
  appendBytesMax: MIB,
  inflightMessagesMax: 64,
  inflightBytesMax: 8 * MIB,
  logMemoryBytes: 256 * MIB,
  unappliedBytesMax: 64 * MIB,
  sendQueueBytesMax: 64 * MIB,
  sendQueueMessagesMax: 65_536,
  frameMessagesMax: 1024,
  frameBytesMax: MIB,
  applyBytesMax: 4 * MIB,
  syncMode: { kind: 'fdatasync' },
  segmentBytes: 32 * MIB,
  logBatchBytesMax: 4 * MIB,
  segmentsMax: 16,
  snapshotEntries: 10_000,
  snapshotBytes: 64 * MIB,
  snapshotIntervalTicks: 0,
  compactionOverhead: 1000,
  disableAutoCompaction: false,
  snapshotCodec: 'binary',
  entryCompression: 'none',
  snapshotCompression: 'none',
  snapshotSliceBytes: 256 * KIB,
  snapshotChunkBytes: 512 * KIB,
  snapshotSendBytesPerSecond: 0,
  snapshotReceiveBytesPerSecond: 0,
  snapshotTransfersMax: 8,
  storeCacheBytes: 8 * MIB,
  storeReadBytesMax: 4 * MIB,
} as const);
