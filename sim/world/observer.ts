import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import type { CrashDamage, DiskOperation } from '../disk/sim-disk.ts';
import type { Fault, FaultKey } from './fault.ts';
import type { SimHost } from './sim-host.ts';

/** How a node came to be gone. */
export interface Stop {
  /** Null when its machine kept its power, and with it all that was written. */
  readonly damage: CrashDamage | null;
}

/**
 * Looks on at a run and may end it by throwing a Violation. It sees what nodes say, what they hold
 * in memory and what is on their disks; it changes nothing.
 */
export interface Observer {
  /** A message leaves `host`. */
  sent?(host: SimHost, message: PeerMessage): void;
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
