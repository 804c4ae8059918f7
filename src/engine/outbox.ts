import type { NodeId } from '../base/ids.ts';
import type { Ports } from '../base/ports.ts';
import { PeerFrameEncoder } from '../codec/peer/peer-frame.ts';
import type { PeerMessage } from '../codec/peer/peer-message.ts';
import type { Effect } from './events.ts';
import type { NodeOptions } from './options.ts';
import type { EngineTrace } from './trace.ts';

/** The messages of a turn, sorted by the peer they go to: one write for each. */
export class Outbox {
  readonly #options: NodeOptions;
  readonly #ports: Ports;
  readonly #trace: EngineTrace | null;
  readonly #encoders = new Map<NodeId, PeerFrameEncoder>();

  constructor(options: NodeOptions, ports: Ports, trace: EngineTrace | null) {
    this.#options = options;
    this.#ports = ports;
    this.#trace = trace;
  }

  add(message: PeerMessage): void {
    this.#trace?.sent(message);
    this.#encoderFor(message.message.to).add(message);
  }

  takeEffects(): Effect[] {
    const effects: Effect[] = [];
    for (const [to, encoder] of this.#encoders) {
      if (!encoder.isEmpty) {
        const frames = encoder.finish(this.#ports.buffers, this.#ports.checksum);
        effects.push({ kind: 'send', to, ...frames });
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
