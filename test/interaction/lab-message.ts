import type { NodeId } from '../../src/base/ids.ts';
import type { Membership } from '../../src/kv/membership.ts';
import type { Position } from '../../src/raft/log.ts';
import type { Message } from '../../src/raft/message.ts';
import type { ConfChange } from './conf-change.ts';

/** The replicated state at one index: what a snapshot holds. */
export interface SavedState {
  readonly position: Position;
  readonly membership: Membership;
  /** The payloads of all applied entries, one behind the other. */
  readonly content: string;
}

export type Proposal =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'configuration'; readonly change: ConfChange };

/** What one cycle gives to the disk, and what may leave when it is done. */
export interface DiskJob {
  /** The last entry that is written; null when there is none. */
  readonly position: Position | null;
  readonly hasSnapshot: boolean;
  readonly responses: readonly Message[];
}

/** What is under way between two nodes. */
export type LabMessage =
  /** Beside a snapshot's message travels the state itself. */
  | { readonly kind: 'raft'; readonly message: Message; readonly state: SavedState | null }
  /** A follower passes a proposal on; here clients do that. */
  | {
      readonly kind: 'proposal';
      readonly from: NodeId;
      readonly to: NodeId;
      readonly proposal: Proposal;
    }
  /** The append thread of a node tells it what is durable. */
  | { readonly kind: 'persisted'; readonly to: NodeId; readonly job: DiskJob };

const TYPES: Readonly<Record<Message['kind'], string>> = {
  append: 'MsgApp',
  appendResponse: 'MsgAppResp',
  heartbeat: 'MsgHeartbeat',
  heartbeatResponse: 'MsgHeartbeatResp',
  installSnapshot: 'MsgSnap',
  preVoteRequest: 'MsgPreVote',
  preVoteResponse: 'MsgPreVoteResp',
  readIndexRequest: 'MsgReadIndex',
  readIndexResponse: 'MsgReadIndexResp',
  timeoutNow: 'MsgTimeoutNow',
  voteRequest: 'MsgVote',
  voteResponse: 'MsgVoteResp',
};

/** A message's type as transcripts name it. */
export function typeOf(message: LabMessage): string {
  switch (message.kind) {
    case 'raft':
      return TYPES[message.message.kind];
    case 'proposal':
      return 'MsgProp';
    case 'persisted':
      return 'MsgStorageAppendResp';
  }
}

export function receiverOf(message: LabMessage): NodeId {
  return message.kind === 'raft' ? message.message.to : message.to;
}
