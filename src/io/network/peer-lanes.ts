import type { NodeId } from '../../base/ids.ts';

import type { Lane } from '../../engine/events.ts';
import type { OwnIdentity } from './handshaking.ts';
import {
  type LinkResources,
  type OutgoingFrames,
  PeerLink,
  type PeerLinkListener,
} from './peer-link.ts';

/**
 * Two connections to one peer: entries and pieces of snapshots wait in one, and heartbeats, votes and
 * answers overtake them in the other (raft.md item 51). Whether the peer can be reached is what the
 * first one says; while the other is not there, everything takes the first.
 */
export class PeerLanes {
  readonly #bulk: PeerLink;
  readonly #urgent: PeerLink;

  constructor(
    peer: NodeId,
    own: OwnIdentity,
    resources: LinkResources,
    listener: PeerLinkListener,
  ) {
    this.#bulk = new PeerLink(peer, own, resources, listener);
    this.#urgent = new PeerLink(peer, own, resources, SILENT);
  }

  /** Sends that were lost here. */
  get dropped(): number {
    return this.#bulk.dropped + this.#urgent.dropped;
  }

  /** Sends the frames, and gives their buffer back once the bytes have left. */
  send(frames: OutgoingFrames, lane: Lane): void {
    const link = lane === 'urgent' && this.#urgent.isUp ? this.#urgent : this.#bulk;
    link.send(frames);
  }

  close(): void {
    this.#bulk.close();
    this.#urgent.close();
  }
}

/** What the first connection has said already. */
const SILENT: PeerLinkListener = {
  peerUp: () => undefined,
  peerDown: () => undefined,
  refused: () => undefined,
};
