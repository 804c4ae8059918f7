import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { SimHost } from './sim-host.ts';

/**
 * Looks on at a run and may end it by throwing a Violation. It sees what nodes say, what they hold
 * in memory and what is on their disks; it changes nothing.
 */
export interface Observer {
  /** A message leaves `host`. */
  sent?(host: SimHost, message: PeerMessage): void;
  /** `host` has carried out a turn. */
  afterTurn?(host: SimHost): void;
  /** Something of `file` on the host's disk became durable. */
  synced?(host: SimHost, file: string): void;
  noticed?(host: SimHost, notice: Notice): void;
  /** The node on `host` is about to be gone: crashed, or shut down. */
  stopping?(host: SimHost): void;
  /** A node is about to start on what the disk holds. */
  starting?(host: SimHost): void;
}
