import type { NodeId } from '../base/ids.ts';
import type { Ports } from '../base/ports.ts';
import { versionOfKind } from '../codec/peer/message-fields.ts';
import { PeerFrameEncoder } from '../codec/peer/peer-frame.ts';
import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../codec/protocol-version.ts';
import type { EngineCounts } from './engine-counts.ts';
import type { Effect, Lane } from './events.ts';
import { laneOf } from './lanes.ts';
import type { NodeOptions } from './options.ts';
import type { EngineTrace } from './trace.ts';

/** The messages of a turn, sorted by the peer they go to: one write for each. */
export class Outbox {
  readonly #options: NodeOptions;
  readonly #ports: Ports;
  readonly #trace: EngineTrace | null;
  readonly #counts: EngineCounts;
  /** Peers to whom something left since this was last cleared. */
  readonly sentTo = new Set<NodeId>();
  readonly #encoders = new Map<NodeId, { readonly [L in Lane]: PeerFrameEncoder }>();
  #isEmpty = true;

  constructor(options: NodeOptions, ports: Ports, counts: EngineCounts, trace: EngineTrace | null) {
    this.#counts = counts;
    this.#options = options;
    this.#ports = ports;
    this.#trace = trace;
  }

  /** Peers that something was ever sent to, and that were not forgotten since. */
  get peers(): number {
    return this.#encoders.size;
  }

  /** Forgets what other peers than these speak, but for those to whom something is about to leave. */
  forgetOthers(kept: ReadonlySet<NodeId>): void {
    for (const [peer, { urgent, bulk }] of this.#encoders) {
      if (!kept.has(peer) && urgent.isEmpty && bulk.isEmpty) {
        this.#encoders.delete(peer);
      }
    }
  }

  /** From now on `peer` gets what this version can express, and no more. */
  speak(peer: NodeId, version: ProtocolVersion): void {
    const { urgent, bulk } = this.#lanesTo(peer);
    urgent.version = version;
    bulk.version = version;
  }

  /** The same, unless it is known to speak a later one. */
  speakAtLeast(peer: NodeId, version: ProtocolVersion): void {
    if (this.#lanesTo(peer).urgent.version < version) {
      this.speak(peer, version);
    }
  }

  /** Adds a message, unless it is of a kind that the peer would not understand. */
  add(message: PeerMessage, lane: Lane = laneOf(message.message)): void {
    const { kind, to } = message.message;
    const encoder = this.#lanesTo(to)[lane];
    if (versionOfKind(kind) <= encoder.version) {
      this.#trace?.sent(message);
      this.#isEmpty = false;
      encoder.add(message);
    }
  }

  /** Adds what there is to send to `effects`. */
  moveTo(effects: Effect[]): void {
    if (this.#isEmpty) {
      return;
    }
    this.#isEmpty = true;
    for (const [to, { urgent, bulk }] of this.#encoders) {
      // What is urgent leaves first.
      this.#finish(urgent, to, 'urgent', effects);
      this.#finish(bulk, to, 'bulk', effects);
    }
  }

  #finish(encoder: PeerFrameEncoder, to: NodeId, lane: Lane, effects: Effect[]): void {
    if (encoder.isEmpty) {
      return;
    }
    const { buffers, checksum } = this.#ports;
    const { buffer, length, messages, coalesced } = encoder.finish(buffers, checksum);
    this.#counts.messagesSent += messages;
    this.#counts.coalescedHeartbeats += coalesced;
    this.sentTo.add(to);
    effects.push({ kind: 'send', to, lane, buffer, length, messages });
  }

  #lanesTo(to: NodeId): { readonly [L in Lane]: PeerFrameEncoder } {
    let lanes = this.#encoders.get(to);
    if (lanes === undefined) {
      lanes = { urgent: this.#newEncoder(to), bulk: this.#newEncoder(to) };
      this.#encoders.set(to, lanes);
    }
    return lanes;
  }

  #newEncoder(to: NodeId): PeerFrameEncoder {
    const { node: from, deployment, tuning } = this.#options;
    return new PeerFrameEncoder(
      { from, to, deployment },
      { messagesMax: tuning.frameMessagesMax, payloadBytesMax: tuning.frameBytesMax },
    );
  }
}
