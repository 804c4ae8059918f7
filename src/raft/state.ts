import { mix32 } from '../base/hash.ts';
import {
  type GroupId,
  indexAfter,
  type LogIndex,
  NO_INDEX,
  NO_NODE,
  NO_TERM,
  type NodeId,
  type Term,
} from '../base/ids.ts';
import {
  type Configuration,
  EMPTY_CONFIGURATION,
  isElectable,
  membersOf,
} from './configuration.ts';
import { LeaderLease } from './lease.ts';
import { type Position, RaftLog } from './log.ts';
import type { Message } from './message.ts';
import { Progress } from './progress.ts';
import { ReadRounds } from './read-rounds.ts';

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** What must survive a crash besides the log (Raft Figure 2). The commit index may lag. */
export interface HardState {
  readonly term: Term;
  readonly vote: NodeId;
  readonly commitIndex: LogIndex;
}

/** Shows the time of the batch of events under way, on a monotonic clock. */
export interface Clock {
  readonly nowMicros: number;
}

/** What a replica of one group is given once. */
export interface RaftOptions {
  readonly id: NodeId;
  readonly group: GroupId;
  /** Draws election timeouts, keyed by group and attempt. */
  readonly seed: number;
  /** An election starts after [electionTicks, 2 × electionTicks) ticks without a leader. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /** Most bytes of entries in one append message; one entry always fits. */
  readonly appendBytesMax: number;
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  /** Applied entries beyond this many bytes are kept on disk only. */
  readonly logMemoryBytesMax: number;
  /** A leader refuses proposals beyond this many bytes that are not applied yet. */
  readonly unappliedBytesMax: number;
  /** How long a heard round of heartbeats lets a leader answer reads alone; 0 for never. */
  readonly leaseMicros: number;
  readonly clock: Clock;
}

/** What a replica recovers from its disk. */
export interface RecoveredRaft {
  readonly hardState: HardState;
  readonly log: RaftLog;
  readonly configuration: Configuration;
}

/** The answer to a local read request; `index` is null when it must be asked again. */
export interface ReadState {
  readonly requestId: number;
  readonly index: LogIndex | null;
}

/** A snapshot that consensus accepted and that the engine must now make its state. */
export interface PendingSnapshot {
  readonly position: Position;
  /** Whether the engine was told. */
  handed: boolean;
}

/**
 * The state of one replica of one group (Raft Figure 2, and what the optimisations need).
 *
 * Plain data: the rules that change it are in the files named after them.
 */
export class RaftState {
  readonly options: RaftOptions;
  readonly log: RaftLog;

  term: Term;
  vote: NodeId;
  role: Role = 'follower';
  leader: NodeId = NO_NODE;
  configuration: Configuration;

  /** Ticks since the last sign of a leader; at a leader, since the last check of its quorum. */
  electionElapsedTicks = 0;
  heartbeatElapsedTicks = 0;
  electionTimeoutTicks = 0;
  /** Ticks since a leader was last heard; Infinity before the first one. */
  leaderSilentTicks = Number.POSITIVE_INFINITY;
  /** While it is above 0, a leader that was heard may hold a lease: nobody is helped to depose it. */
  guardTicks = 0;
  /** Ticks for which a leader's own writes were pending and none became durable. */
  stuckTicks = 0;
  /** Counts redraws of the election timeout. */
  electionAttempt = 0;
  readonly votes = new Map<NodeId, boolean>();

  /** At a leader: every member but itself; itself included for its own matchIndex. */
  readonly progress = new Map<NodeId, Progress>();
  readonly reads = new ReadRounds();
  readonly lease = new LeaderLease();
  /** No configuration change may be proposed before this entry is applied (raft.md item 31). */
  configurationIndexMin: LogIndex = NO_INDEX;
  /** The entry whose commit shows that a majority knows the configuration, at a leader; 0 for none. */
  confirmingIndex: LogIndex = NO_INDEX;
  /**
   * This replica might lead before the newest change, and no majority is known to know of that change:
   * it may have to lead once more, for nobody else may have the end of its log (thesis §4.2.2).
   */
  isDeparting = false;
  transferTarget: NodeId = NO_NODE;
  /** Times this replica gave leadership up because its disk stood still. */
  resignations = 0;
  /** Bytes of proposed entries that are not applied yet, at a leader. */
  unappliedBytes = 0;
  pendingSnapshot: PendingSnapshot | null = null;

  /** Leave at once. */
  messages: Message[] = [];
  /** Leave when everything up to now is durable (raft.md item 4). */
  messagesAfterPersist: Message[] = [];
  readStates: ReadState[] = [];
  /** The lowest entry that a follower needs and that must be read from disk; 0 for none. */
  wantedIndex: LogIndex = NO_INDEX;
  /** Term or vote changed since they were last handed to storage. */
  hardStateChanged = false;
  /** Something may have to be sent to followers. */
  replicationDue = false;
  heartbeatDue = false;

  constructor(options: RaftOptions, recovered: RecoveredRaft) {
    this.options = options;
    this.term = recovered.hardState.term;
    this.vote = recovered.hardState.vote;
    this.log = recovered.log;
    this.configuration = recovered.configuration;
    drawElectionTimeout(this);
  }

  get id(): NodeId {
    return this.options.id;
  }

  get isLeader(): boolean {
    return this.role === 'leader';
  }

  /** Whether leaders may count on this replica to vote for nobody else for a while. */
  get grantsLeases(): boolean {
    return this.options.checkQuorum && this.options.leaseMicros > 0;
  }

  get isSoleVoter(): boolean {
    const { voters, outgoing } = this.configuration;
    return voters.length === 1 && voters[0] === this.id && outgoing.length === 0;
  }
}

/** A replica that has nothing yet. */
export function blankRecovery(): RecoveredRaft {
  return {
    hardState: { term: NO_TERM, vote: NO_NODE, commitIndex: NO_INDEX },
    log: new RaftLog(),
    configuration: EMPTY_CONFIGURATION,
  };
}

/** Redraws the election timeout, so that replicas which just collided do not collide again. */
export function drawElectionTimeout(raft: RaftState): void {
  const { seed, group, electionTicks } = raft.options;
  raft.electionAttempt++;
  const draw = mix32(seed, group, raft.electionAttempt);
  raft.electionTimeoutTicks = electionTicks + (draw % electionTicks);
}

/** Fresh progress for every member, as at the start of a leader's term. */
export function resetProgress(raft: RaftState): void {
  raft.progress.clear();
  for (const member of membersOf(raft.configuration)) {
    trackMember(raft, member, indexAfter(raft.log.lastIndex));
  }
}

export function trackMember(raft: RaftState, member: NodeId, nextIndex: LogIndex): Progress {
  const { inflightMessagesMax, inflightBytesMax } = raft.options;
  const limits = { messagesMax: inflightMessagesMax, bytesMax: inflightBytesMax };
  const progress = new Progress(nextIndex, limits);
  raft.progress.set(member, progress);
  return progress;
}

/**
 * Whether this replica may start an election: a voter by its own applied configuration and no
 * witness, with no
 * snapshot to install and no committed configuration change left to apply (raft.md item 12).
 */
export function isPromotable(raft: RaftState): boolean {
  return (
    (isElectable(raft.configuration, raft.id) || raft.isDeparting) &&
    raft.pendingSnapshot === null &&
    !hasUnappliedConfiguration(raft)
  );
}

/** Whether this leader committed an entry of its own term: from then on its commit index is current. */
export function hasCommittedInTerm(raft: RaftState): boolean {
  return raft.log.termAt(raft.log.commitIndex) === raft.term;
}

function hasUnappliedConfiguration(raft: RaftState): boolean {
  const { log } = raft;
  for (let index = log.appliedIndex + 1; index <= log.commitIndex; index++) {
    if (log.entryAt(index as LogIndex).kind === 'configuration') {
      return true;
    }
  }
  return false;
}
