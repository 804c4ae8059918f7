import type { ProtocolVersion } from '../../src/codec/protocol-version.ts';
import { SITES } from '../base/keyed-random.ts';
import type { Ground } from './ground.ts';
import { CALL_OWNERS } from './sim-event.ts';
import type { SimHost } from './sim-host.ts';

/** Longest time between two attempts to connect. */
const CONNECT_MICROS = 100_000;
/** Longest time until a peer finds out that nobody is there any more. */
const DISCONNECT_MICROS = 300_000;

/** Who of the nodes can speak to whom, as they hear of it. */
export class PeerConnections {
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Both sides learn of each other and of the version they share, once both can be reached. */
  connect(one: SimHost, other: SimHost): void {
    const { random, network, agenda, nowMicros } = this.#ground;
    const incarnations = [one.incarnation, other.incarnation];
    const delay = random.below(CONNECT_MICROS, SITES.peerUp, one.ordinal, one.caused);
    const connect = () => {
      const isOld = one.incarnation !== incarnations[0] || other.incarnation !== incarnations[1];
      if (isOld || one.state === 'down' || other.state === 'down') {
        return;
      }
      if (network.isCut(one.id, other.id) || network.isCut(other.id, one.id)) {
        this.connect(one, other);
        return;
      }
      const versions = [one, other].map((host) => host.options.tuning.protocolVersionMax);
      const version = Math.min(...versions) as ProtocolVersion;
      this.#ground.inform(one, { kind: 'peerUp', peer: other.id, version });
      this.#ground.inform(other, { kind: 'peerUp', peer: one.id, version });
    };
    agenda.call(nowMicros + 1 + delay, connect, CALL_OWNERS + one.ordinal);
  }

  /** `host` breaks off the connection on which another machine speaks to it. */
  hangUp(host: SimHost, ordinal: number): void {
    const { machines, counts } = this.#ground;
    const other = machines.find((machine) => machine.ordinal === ordinal);
    if (other !== undefined && other.state !== 'down') {
      counts.faults.hangUp++;
      this.#ground.inform(other, { kind: 'peerDown', peer: host.id });
      this.connect(other, host);
    }
  }

  /** Peers find out, some sooner than others. */
  disconnect(host: SimHost): void {
    const { machines, random, agenda, nowMicros } = this.#ground;
    const { incarnation: gone } = host;
    for (const peer of machines) {
      const { incarnation } = peer;
      const delay = random.below(DISCONNECT_MICROS, SITES.peerDown, peer.ordinal, peer.caused);
      const disconnect = () => {
        // Whoever hears first that it is back learns from that alone that it was gone.
        const isGone = host.incarnation === gone;
        const isThere = peer.state !== 'down' && peer.incarnation === incarnation;
        if (peer !== host && isGone && isThere) {
          this.#ground.inform(peer, { kind: 'peerDown', peer: host.id });
        }
      };
      agenda.call(nowMicros + delay, disconnect, CALL_OWNERS + peer.ordinal);
    }
  }
}
