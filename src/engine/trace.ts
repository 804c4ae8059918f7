import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { Replica } from './replica.ts';

/** Who looks on at a node; nobody does in production. */
export interface EngineTrace {
  /** A message leaves for a peer. */
  sent(message: PeerMessage): void;
  /** A replica is about to take in a message from a peer. */
  taking(replica: Replica, message: PeerMessage['message']): void;
  /** A leader answers a read, or lets it wait to be applied, by its lease. */
  leaseRead(): void;
  /** Something may have happened to a replica in the turn that is under way. */
  touched(replica: Replica): void;
  /** Time or the answer to a heartbeat came to a replica, and left it nothing to do. */
  rested(replica: Replica): void;
}
