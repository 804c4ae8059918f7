import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';

/** Tells a story of moments that no polling would hit; what it is told to do it does in the middle of a turn. */
export class Watch implements Observer {
  onTurn: (host: SimHost) => void = ignore;
  onSent: (host: SimHost, message: PeerMessage) => void = ignore;
  onElected: (host: SimHost) => void = ignore;

  /** Looks away from now on. */
  rest(): void {
    this.onTurn = ignore;
    this.onSent = ignore;
    this.onElected = ignore;
  }

  afterTurn(host: SimHost): void {
    this.onTurn(host);
  }

  sent(host: SimHost, message: PeerMessage): void {
    this.onSent(host, message);
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'leaderChanged' && notice.leader === host.id) {
      this.onElected(host);
    }
  }
}

function ignore(): void {}
