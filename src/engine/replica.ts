import { type GroupId, NO_INDEX, NO_NODE, NO_TERM, type NodeId, type Term } from '../base/ids.ts';
import type { StateMachine } from '../kv/machine.ts';
import {
  learnersOf,
  type Membership,
  outgoingOf,
  votersOf,
  witnessesOf,
} from '../kv/membership.ts';
import type { Configuration } from '../raft/configuration.ts';
import type { Position } from '../raft/log.ts';
import type { Message } from '../raft/message.ts';
import type { Raft } from '../raft/raft.ts';
import type { PartialSnapshot } from '../storage/partial-snapshot.ts';
import type { MachineDatabase } from '../storage/store/machine-database.ts';
import type { ApplyingBatch } from './applying-on-disk.ts';
import { EntryArena } from './entry-arena.ts';
import { Holds } from './holds.ts';
import type { InboundSnapshot } from './inbound-transfer.ts';
import { type Admission, newAdmission } from './joining.ts';
import type { GroupOptions } from './options.ts';
import type { OutboundSnapshot } from './outbound-snapshot.ts';
import { PendingReads } from './pending-reads.ts';
import { PendingWrites } from './pending-writes.ts';
import { newQuiescence } from './quiescing.ts';
import type { Caller } from './replies.ts';

/** A snapshot file that the log builds on. */
export interface DurableSnapshot {
  readonly position: Position;
  readonly bytes: number;
}

/** No snapshot yet. */
export const NO_SNAPSHOT: DurableSnapshot = {
  position: { index: NO_INDEX, term: NO_TERM },
  bytes: 0,
};

/** A received snapshot on its way to becoming the replica's state. */
export interface Installation {
  readonly machine: StateMachine;
  readonly database: MachineDatabase | null;
  readonly snapshot: DurableSnapshot;
  readonly startedMicros: number;
}

/** One group on this node: its consensus, its state, and everybody who waits for either. */
export class Replica {
  readonly group: GroupId;
  readonly options: GroupOptions;
  readonly raft: Raft;
  machine: StateMachine;
  /** Where the machine's state is kept; null for one in memory. */
  database: MachineDatabase | null = null;
  /** Who uses the live database. */
  holds = new Holds();
  /** What is being applied to a machine on disk. */
  applying: ApplyingBatch | null = null;
  /** Whose reads wait for the database. */
  readonly lookups = new Set<Caller>();
  /** `quarantined`: stopped by an error; `removed`: the group has removed this node. */
  status: 'running' | 'quarantined' | 'removed' = 'running';
  /**
   * Whom the group has removed so that a majority knows for certain: they may be told, and vanish.
   * Part of the membership's removed ones.
   */
  confirmedRemoved: readonly NodeId[] = [];
  /** Set while a replica without data does not know whether it may take part. */
  admission: Admission | null;
  /** The log need not hold anything of this replica any more: its removal is durable. */
  isForgotten = false;
  /** Its state could not be read: what the log and the snapshots hold of it is all there is. */
  isUnread = false;

  /** Whom the group was begun with; nobody where this replica joined. */
  initialMembers: readonly NodeId[] = [];
  /** Nodes that began the group with others: they are not listened to. */
  readonly strangers = new Set<NodeId>();

  readonly arena = new EntryArena();
  readonly writes = new PendingWrites();
  /** Who removed a member and waits until that is certain. */
  readonly confirmations = new PendingWrites();
  readonly reads: PendingReads;

  /** One of `NodeContext.dirty`, which alone changes it. */
  isDirty = false;
  /** Something came to it besides ticks and answers to heartbeats. */
  isStirred = false;
  /** Writes to the log that are not durable yet. */
  undurableWrites = 0;
  /** What leaves once the latest of them is. */
  heldMessages: Message[] = [];

  snapshot: DurableSnapshot;
  /** Replaced snapshots whose files may still be on their way to somebody. */
  obsoleteSnapshots: Position[] = [];
  isSaving = false;
  /** Who waits until the snapshot that is being saved counts. */
  snapshotCaller: (Caller & { readonly deadlineTick: number }) | null = null;
  /** Who waits for entries of the log that are being read back. */
  logQuery: (Caller & { readonly deadlineTick: number }) | null = null;
  bytesSinceSnapshot = 0;
  /** When it was last looked whether a snapshot is due. */
  snapshotCheckedTick = 0;
  readonly sending = new Map<NodeId, OutboundSnapshot>();
  receiving: InboundSnapshot | null = null;
  /** What a transfer before this start left on disk. */
  partial: PartialSnapshot | null = null;
  installation: Installation | null = null;

  readonly quiescence = newQuiescence();

  /** Entries are being read back from the log for a follower. */
  isReloading = false;

  /** Times that entries were read back. */
  reloads = 0;
  snapshotsSaved = 0;
  snapshotsInstalled = 0;
  elections = 0;
  /** What was last told about the group's leader. */
  toldLeader: NodeId = NO_NODE;
  toldTerm: Term = NO_TERM;

  constructor(
    options: GroupOptions,
    raft: Raft,
    machine: StateMachine,
    snapshot: DurableSnapshot,
    firstReadId: number,
  ) {
    this.reads = new PendingReads(firstReadId);
    this.group = options.group;
    this.options = options;
    this.raft = raft;
    this.machine = machine;
    this.snapshot = snapshot;
    const hasData = raft.state.log.lastIndex > NO_INDEX;
    this.admission = options.join && !hasData ? newAdmission(options.contacts) : null;
  }

  /** Takes over a machine, and the database that its state is kept in. */
  adopt(machine: StateMachine, database: MachineDatabase | null): void {
    this.machine = machine;
    this.database = database;
    this.holds = new Holds();
    this.applying = null;
  }

  get isRunning(): boolean {
    return this.status === 'running';
  }
}

/** The part of a membership that consensus looks at. */
export function configurationOf(membership: Membership): Configuration {
  return {
    voters: votersOf(membership),
    outgoing: outgoingOf(membership),
    learners: learnersOf(membership),
    witnesses: witnessesOf(membership),
  };
}
