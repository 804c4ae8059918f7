import type { LogIndex, NodeId, Term } from '../base/ids.ts';
import type { Configuration } from './configuration.ts';
import type { Entry } from './entry.ts';

interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  /** The sender's term; in a pre-vote request, and in its granted answer, the term it asks for. */
  readonly term: Term;
}

/** Would you vote for me in the next term? Changes nothing at the receiver (thesis §9.6). */
export interface PreVoteRequest extends Envelope {
  readonly kind: 'preVoteRequest';
  readonly lastIndex: LogIndex;
  readonly lastTerm: Term;
}

export interface PreVoteResponse extends Envelope {
  readonly kind: 'preVoteResponse';
  readonly granted: boolean;
}

/** Raft Figure 2, RequestVote. `transfer` marks a campaign that the leader asked for. */
export interface VoteRequest extends Envelope {
  readonly kind: 'voteRequest';
  readonly lastIndex: LogIndex;
  readonly lastTerm: Term;
  readonly transfer: boolean;
}

export interface VoteResponse extends Envelope {
  readonly kind: 'voteResponse';
  readonly granted: boolean;
}

/** Raft Figure 2, AppendEntries: the entries that follow `prevIndex`. */
export interface Append extends Envelope {
  readonly kind: 'append';
  readonly prevIndex: LogIndex;
  readonly prevTerm: Term;
  readonly commitIndex: LogIndex;
  readonly entries: readonly Entry[];
}

/**
 * Accepted: the follower's log equals the leader's up to `index`, durably.
 * Rejected: there was no entry `index` of the term named in the append; the follower's best guess
 * where the logs agree is at or below `hintIndex`, where its own log has term `hintTerm`.
 */
export interface AppendResponse extends Envelope {
  readonly kind: 'appendResponse';
  readonly rejected: boolean;
  readonly index: LogIndex;
  readonly hintIndex: LogIndex;
  readonly hintTerm: Term;
}

/** Keeps followers following; `readCounter` numbers the leader's rounds of confirmation. */
export interface Heartbeat extends Envelope {
  readonly kind: 'heartbeat';
  readonly commitIndex: LogIndex;
  readonly readCounter: number;
}

export interface HeartbeatResponse extends Envelope {
  readonly kind: 'heartbeatResponse';
  readonly readCounter: number;
}

/** Replaces the log up to `index`. The state itself travels beside this message, in chunks. */
export interface InstallSnapshot extends Envelope {
  readonly kind: 'installSnapshot';
  readonly index: LogIndex;
  readonly indexTerm: Term;
  readonly configuration: Configuration;
}

/** A follower asks the leader for a read index (thesis §6.4). */
export interface ReadIndexRequest extends Envelope {
  readonly kind: 'readIndexRequest';
  readonly requestId: number;
}

export interface ReadIndexResponse extends Envelope {
  readonly kind: 'readIndexResponse';
  readonly requestId: number;
  readonly index: LogIndex;
}

/** The leader asks the receiver to campaign at once (thesis §3.10). */
export interface TimeoutNow extends Envelope {
  readonly kind: 'timeoutNow';
}

export type Message =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | Append
  | AppendResponse
  | Heartbeat
  | HeartbeatResponse
  | InstallSnapshot
  | ReadIndexRequest
  | ReadIndexResponse
  | TimeoutNow;
