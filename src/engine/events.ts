import type { RaftLabError } from '../base/errors.ts';
import type { GroupId, LogIndex, NodeId, Term } from '../base/ids.ts';
import type { ProtocolVersion } from '../codec/protocol-version.ts';
import type { Membership } from '../kv/membership.ts';
import type { StorageOutcome, StorageRequest } from '../storage/disk.ts';

/** What happened since the last turn. */
export type NodeEvent =
  /** The node is to read its disk and begin. */
  | { readonly kind: 'start' }
  /** The node will be gone after this turn: everybody who waits is to be answered. */
  | { readonly kind: 'stop' }
  /** Time may have passed; how much, `nowMicros` says. */
  | { readonly kind: 'tick' }
  /** A whole frame from a peer, `bytes[start, end)`. The bytes now belong to the node. */
  | {
      readonly kind: 'message';
      /** Names the connection that brought it, to whoever runs the node. */
      readonly connection: number;
      readonly bytes: Uint8Array;
      readonly start: number;
      readonly end: number;
    }
  /** A connection to `peer` stands; `version` is the newest protocol that both sides speak. */
  | { readonly kind: 'peerUp'; readonly peer: NodeId; readonly version: ProtocolVersion }
  | { readonly kind: 'peerDown'; readonly peer: NodeId }
  /** A whole request frame from a client. The bytes now belong to the node. */
  | {
      readonly kind: 'request';
      readonly connection: number;
      readonly bytes: Uint8Array;
      readonly start: number;
      readonly end: number;
    }
  | (StorageOutcome & { readonly token: number });

/** Everything that happened, and when the node looked. */
export interface EventBatch {
  /** Monotonic, in microseconds; read before the events were collected. */
  readonly nowMicros: number;
  readonly events: readonly NodeEvent[];
}

/** `bulk`: entries and pieces of snapshots. What is urgent must not wait behind them. */
export type Lane = 'urgent' | 'bulk';

/** What the host must do, in this order. */
export type Effect =
  /**
   * Frames for one peer, `buffer[0, length)`. They may be lost. The buffer goes back to the pool
   * when the bytes have left.
   */
  | {
      readonly kind: 'send';
      readonly to: NodeId;
      readonly lane: Lane;
      readonly buffer: Uint8Array;
      readonly length: number;
      /** Messages in them. */
      readonly messages: number;
    }
  /** Answered by an event with the same token. */
  | (StorageRequest & { readonly token: number })
  /** Response frames for one client connection. */
  | { readonly kind: 'reply'; readonly connection: number; readonly bytes: Uint8Array }
  /** A peer's connection brought a damaged frame (`FRAME_CORRUPT`): it must be made anew. */
  | { readonly kind: 'hangUp'; readonly connection: number; readonly error: RaftLabError }
  /** No group here needs this peer any more: it is not to be connected with until something is sent. */
  | { readonly kind: 'disconnect'; readonly peer: NodeId }
  | { readonly kind: 'notify'; readonly notice: Notice }
  /** Work is left: call again soon, even without events. */
  | { readonly kind: 'again' };

/** What operators and tests are told; nothing waits for them. */
export type Notice =
  /** Every replica has started, or was refused. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'leaderChanged';
      readonly group: GroupId;
      readonly term: Term;
      /** 0 when unknown. */
      readonly leader: NodeId;
    }
  | { readonly kind: 'membershipChanged'; readonly group: GroupId; readonly membership: Membership }
  | {
      readonly kind: 'snapshotSaved';
      readonly group: GroupId;
      readonly index: LogIndex;
      readonly bytes: number;
      readonly micros: number;
    }
  | {
      readonly kind: 'snapshotInstalled';
      readonly group: GroupId;
      readonly index: LogIndex;
      readonly bytes: number;
      readonly micros: number;
    }
  /**
   * A transfer of a snapshot to or from `peer` went on where an earlier one had ended (`resumed`, at
   * byte `offset`), was held back by a limit of bytes per second (`throttled`, told once), or had to
   * wait for others to end (`queued`).
   */
  | {
      readonly kind: 'snapshotTransfer';
      readonly group: GroupId;
      readonly peer: NodeId;
      readonly what: 'resumed' | 'throttled' | 'queued';
      readonly offset: number;
    }
  /** A database was behind the log or incomplete, and was filled anew from the snapshot at `index`. */
  | { readonly kind: 'databaseRefilled'; readonly group: GroupId; readonly index: LogIndex }
  /** A node that wants to join is not known to the group yet. */
  | { readonly kind: 'waitingForAdmission'; readonly group: GroupId }
  /** `peer` began the group with other members than this node, and is not listened to. */
  | {
      readonly kind: 'strangerMet';
      readonly group: GroupId;
      readonly peer: NodeId;
      readonly error: RaftLabError;
    }
  /**
   * The group has removed this node (`NODE_REMOVED`); the replica will never start again, which is
   * durable by now.
   */
  | { readonly kind: 'replicaRemoved'; readonly group: GroupId; readonly error: RaftLabError }
  /** The replica stopped; other groups go on. */
  | { readonly kind: 'replicaQuarantined'; readonly group: GroupId; readonly error: Error }
  /** The node stopped and will do nothing more. */
  | { readonly kind: 'nodeFailed'; readonly error: Error };
