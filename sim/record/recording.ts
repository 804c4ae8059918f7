import type { GroupId, LogIndex, NodeId, Term } from '../../src/base/ids.ts';
import type { Role } from '../../src/raft/state.ts';
import type { Verdict } from '../checker/verdict.ts';
import type { Fault } from '../world/fault.ts';
import type { Story } from './story/story.ts';

/**
 * What happened in one run, as plain data for whoever draws it. Times are virtual microseconds since
 * the beginning; a span is [fromMicros, untilMicros).
 */
export interface Recording {
  readonly endMicros: number;
  /** When every fault was mended for good; null when the run did not get there. */
  readonly healedMicros: number | null;
  readonly groups: readonly GroupId[];
  /** In order of appearance. */
  readonly nodes: readonly RecordedNode[];
  /** By group, then by node in order of appearance. */
  readonly replicas: readonly RecordedReplica[];
  /** By their beginning. */
  readonly faults: readonly RecordedFault[];
  readonly memberships: readonly RecordedMembership[];
  /** Equal parts of the run. */
  readonly operations: readonly OperationBucket[];
  readonly keys: readonly RecordedKey[];
  /** How many records were left out because a limit was reached, the oldest first. */
  readonly omitted: number;
  /** The same run event by event. */
  readonly story: Story;
}

export interface Span {
  readonly fromMicros: number;
  readonly untilMicros: number;
}

/** `off`: removed from every group and switched off. */
export type NodeState = 'up' | 'paused' | 'down' | 'off';

export interface RecordedNode {
  readonly node: NodeId;
  /** Position among all nodes of the run, from 1; what people call it. */
  readonly number: number;
  readonly address: string;
  readonly driftPpm: number;
  readonly states: readonly (Span & { readonly state: NodeState })[];
}

/**
 * What a replica is in its group: its role, or why it has none. `waiting`: it does not take part yet;
 * `removed`: the group has removed it; `quarantined`: an error has stopped it.
 */
export type ReplicaRole = Role | 'learner' | 'witness' | 'waiting' | 'removed' | 'quarantined';

export interface RoleSpan extends Span {
  readonly role: ReplicaRole;
  readonly term: Term;
}

export interface ProgressSample {
  readonly atMicros: number;
  readonly commitIndex: LogIndex;
  readonly appliedIndex: LogIndex;
}

/** Something that a replica did. */
export type ReplicaMark = { readonly atMicros: number } & (
  | { readonly kind: 'vote'; readonly term: Term; readonly candidate: NodeId }
  | { readonly kind: 'snapshotSaved'; readonly index: LogIndex; readonly bytes: number }
  | { readonly kind: 'snapshotInstalled'; readonly index: LogIndex; readonly bytes: number }
  /** It was told that the group has removed it, for ever. */
  | { readonly kind: 'refused' }
);

export interface RecordedReplica {
  readonly node: NodeId;
  readonly group: GroupId;
  /** While the node was up or paused; nothing in between. */
  readonly roles: readonly RoleSpan[];
  readonly progress: readonly ProgressSample[];
  readonly marks: readonly ReplicaMark[];
}

/** What befalls one machine. A crash lasts until its node is started again. */
export type MachineFault =
  | {
      readonly kind: 'crash';
      readonly node: NodeId;
      readonly powerLoss: boolean;
      /** Whether what it had sent and nobody had got yet was lost with it. */
      readonly isSilenced: boolean;
      readonly lostWrites: number;
      readonly tornWrites: number;
    }
  | { readonly kind: 'pause'; readonly node: NodeId };

/** A partition, by who can hear whom. */
export interface PartitionFault {
  readonly kind: 'partition';
  readonly isOneWay: boolean;
  /** Who cannot hear each other; when one-way, `far` does not hear `near`. */
  readonly near: readonly NodeId[];
  readonly far: readonly NodeId[];
}

export type RecordedFault = Span & {
  /** Whether an operator's action led to what it was meant to; null for what is not an action. */
  readonly succeeded: boolean | null;
  readonly fault: Exclude<Fault, { kind: 'partition' }> | PartitionFault | MachineFault;
};

/** A change of a group's members, when the first replica applied it. */
export interface RecordedMembership {
  readonly atMicros: number;
  readonly group: GroupId;
  readonly index: LogIndex;
  readonly added: readonly NodeId[];
  readonly promoted: readonly NodeId[];
  readonly removed: readonly NodeId[];
}

/** What became of client operations that ended in a part of the run. */
export interface OperationBucket extends Span {
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
}

export interface RecordedKey {
  readonly key: string;
  readonly verdict: Verdict;
  readonly operations: number;
  /** The operation that cannot be explained. */
  readonly failing: BrokenSpan | null;
}

/** From the call of an operation that nothing explains to its answer. */
export interface BrokenSpan extends Span {
  /** What the checker says of it, in several lines. */
  readonly explanation: string;
}
