import type { NodeId } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Replica } from '../../src/engine/replica.ts';
import type { StorageOutcome, StorageRequest } from '../../src/storage/disk.ts';
import type { CrashDamage, DiskOperation } from '../disk/sim-disk.ts';
import type { Transmission } from '../network/sim-network.ts';
import type { StoreOperation } from '../store/sim-stores.ts';
import type { Fault, FaultKey } from './fault.ts';
import type { SimHost } from './sim-host.ts';

/** How a node came to be gone. */
export interface Stop {
  /** Null when its machine kept its power, and with it all that was written. */
  readonly damage: CrashDamage | null;
}

/**
 * Follows every frame, request and disk operation from where it begins to where it ends. The object
 * that is handed out at the beginning is the one that comes back at the end.
 */
export interface CloseObserver {
  /** A request frame leaves a client. */
  asked(connection: number, to: NodeId, bytes: Uint8Array): void;
  /** Response frames reached the end of their way, and with it the client, unless that was cut. */
  heard(bytes: Uint8Array, isThrough: boolean): void;
  /** A frame leaves `host`; each of `copies` will reach the end of its link. */
  transmitted(
    host: SimHost,
    to: NodeId,
    bytes: Uint8Array,
    fate: Transmission['fate'],
    copies: readonly Uint8Array[],
  ): void;
  /**
   * A copy reached the end of its link; `host` takes it in, unless that is null. Of a request, only
   * that it got lost; else the node is told to have it (`requested`).
   */
  arrived(bytes: Uint8Array, host: SimHost | null): void;
  /** `host` has asked its disk, or a database on it, for something. */
  issued(host: SimHost, operation: DiskOperation | StoreOperation): void;
  completed(host: SimHost, request: StorageRequest, outcome: StorageOutcome): void;
}

/**
 * Looks on at a run and may end it by throwing a Violation. It sees what nodes say, what they hold
 * in memory and what is on their disks; it changes nothing.
 */
export interface Observer extends Partial<CloseObserver> {
  /** A message leaves `host`. */
  sent?(host: SimHost, message: PeerMessage): void;
  /** A replica on `host` is about to take in a message of a peer. */
  taking?(host: SimHost, replica: Replica, message: PeerMessage['message']): void;
  /** A request frame reached `host`. */
  requested?(host: SimHost, connection: number, bytes: Uint8Array, nowMicros: number): void;
  /** `host` answers: response frames for one connection. */
  answered?(host: SimHost, connection: number, bytes: Uint8Array): void;
  /** `host` has carried out a turn. */
  afterTurn?(host: SimHost): void;
  /** `host` has asked its disk for something that is done at the operation's time. */
  submitted?(host: SimHost, operation: DiskOperation): void;
  /** An operation of the host's disk is about to be done; nothing that follows from it has happened. */
  completing?(host: SimHost, request: StorageRequest): void;
  /** Something of `file` on the host's disk became durable. */
  synced?(host: SimHost, file: string): void;
  noticed?(host: SimHost, notice: Notice): void;
  /** The node on `host` is about to be gone: crashed, or shut down. */
  stopping?(host: SimHost): void;
  /** The node on `host` is gone. */
  stopped?(host: SimHost, stop: Stop): void;
  /** A node is about to start on what the disk holds. */
  starting?(host: SimHost): void;
  /** `host` stands still, with its process. */
  paused?(host: SimHost): void;
  resumed?(host: SimHost): void;
  /** `host` was removed from every group; it is about to be switched off and will not be missed. */
  leaving?(host: SimHost): void;
  faultBegan?(key: FaultKey, fault: Fault): void;
  /** The fault is over; `succeeded` says whether an action led to what it was meant to. */
  faultEnded?(key: FaultKey, succeeded: boolean): void;
  /** Every fault is over; there will be no more. */
  healed?(): void;
}
