import type { NodeId } from '../base/ids.ts';
import type { Ports } from '../base/ports.ts';
import { versionOfKind } from '../codec/peer/message-fields.ts';
import { PeerFrameEncoder } from '../codec/peer/peer-frame.ts';
import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { ProtocolVersion } from '../codec/protocol-version.ts';
import type { EngineCounts } from './engine-counts.ts';
import type { Effect } from './events.ts';
import type { NodeOptions } from './options.ts';
import type { EngineTrace } from './trace.ts';

/** The messages of a turn, sorted by the peer they go to: one write for each. */
export class Outbox {
  readonly #options: NodeOptions;
  readonly #ports: Ports;
  readonly #trace: EngineTrace | null;
  readonly #counts: EngineCounts;
  readonly #encoders = new Map<NodeId, PeerFrameEncoder>();

  constructor(options: NodeOptions, ports: Ports, counts: EngineCounts, trace: EngineTrace | null) {
    this.#counts = counts;
    this.#options = options;
    this.#ports = ports;
    this.#trace = trace;
  }

  /** From now on `peer` gets what this version can express, and no more. */
  speak(peer: NodeId, version: ProtocolVersion): void {
    this.#encoderFor(peer).version = version;
  }

  /** Adds a message, unless it is of a kind that the peer would not understand. */
  add(message: PeerMessage): void {
    const { kind, to } = message.message;
    const encoder = this.#encoderFor(to);
    if (versionOfKind(kind) <= encoder.version) {
      this.#trace?.sent(message);
      encoder.add(message);
    }
  }

  takeEffects(): Effect[] {
    const effects: Effect[] = [];
    for (const [to, encoder] of this.#encoders) {
      if (!encoder.isEmpty) {
        const { buffer, length, messages, coalesced } = encoder.finish(
          this.#ports.buffers,
          this.#ports.checksum,
        );
        this.#counts.messagesSent += messages;
        this.#counts.coalescedHeartbeats += coalesced;
        effects.push({ kind: 'send', to, buffer, length });
      }
    }
    return effects;
  }

  #encoderFor(to: NodeId): PeerFrameEncoder {
    let encoder = this.#encoders.get(to);
    if (encoder === undefined) {
      const { node: from, deployment, tuning } = this.#options;
      encoder = new PeerFrameEncoder(
        { from, to, deployment },
        { messagesMax: tuning.frameMessagesMax, payloadBytesMax: tuning.frameBytesMax },
      );
      this.#encoders.set(to, encoder);
    }
    return encoder;
  }
}
