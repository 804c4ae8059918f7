import type { NodeId } from '../base/ids.ts';
import type { NodeOptions } from './options.ts';
import type { OutboundSnapshot } from './outbound-snapshot.ts';
import { RateLimit } from './rate-limit.ts';
import type { Replica } from './replica.ts';

/** A snapshot that a replica sends, or waits to send. */
export interface Transfer {
  readonly replica: Replica;
  readonly sending: OutboundSnapshot;
}

/**
 * What the snapshot transfers of all groups of a node share: how many there are at a time, one to each
 * peer, and how many bytes they move (raft.md item 23).
 */
export class Transfers {
  readonly sendLimit: RateLimit;
  readonly receiveLimit: RateLimit;
  readonly #runningMax: number;
  readonly #running = new Map<NodeId, Transfer>();
  #waiting: Transfer[] = [];

  constructor({ tuning }: NodeOptions) {
    this.sendLimit = new RateLimit(tuning.snapshotSendBytesPerSecond);
    this.receiveLimit = new RateLimit(tuning.snapshotReceiveBytesPerSecond);
    this.#runningMax = tuning.snapshotTransfersMax;
  }

  /** Returns whether `transfer` may begin at once; otherwise it waits until `takeStartable` names it. */
  admit(transfer: Transfer): boolean {
    if (this.#waiting.length === 0 && this.#enter(transfer)) {
      return true;
    }
    this.#waiting.push(transfer);
    return false;
  }

  /** Those that waited and may begin now, the oldest first. */
  takeStartable(): Transfer[] {
    for (const [peer, transfer] of this.#running) {
      if (!isWanted(transfer)) {
        this.#running.delete(peer);
      }
    }
    const started: Transfer[] = [];
    this.#waiting = this.#waiting.filter((transfer) => {
      const isLeft = isWanted(transfer) && !this.#enter(transfer);
      if (!isLeft && isWanted(transfer)) {
        started.push(transfer);
      }
      return isLeft;
    });
    return started;
  }

  #enter(transfer: Transfer): boolean {
    const { peer } = transfer.sending;
    const before = this.#running.get(peer);
    const isFree = before === undefined || !isWanted(before);
    if (!isFree || (before === undefined && this.#running.size >= this.#runningMax)) {
      return false;
    }
    this.#running.set(peer, transfer);
    return true;
  }
}

/** Whether the replica still sends it. */
function isWanted({ replica, sending }: Transfer): boolean {
  return replica.isRunning && replica.sending.get(sending.peer) === sending;
}
