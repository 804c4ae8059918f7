import type { Effect } from '../../src/engine/events.ts';
import { Violation } from '../oracles/violation.ts';
import type { ClientConnections } from './client-connections.ts';
import type { DiskWork } from './disk-work.ts';
import type { EffectWatch, Strike } from './effect-watch.ts';
import { countNotice } from './engine-deeds.ts';
import type { Ground } from './ground.ts';
import type { PeerConnections } from './peer-connections.ts';
import type { PeerFrames } from './peer-frames.ts';
import type { SimHost } from './sim-host.ts';

/** Who carries out what a node wants done. */
interface Parts {
  readonly frames: PeerFrames;
  readonly peers: PeerConnections;
  readonly clients: ClientConnections;
  readonly disks: DiskWork;
}

/** A node takes what came for it, and what it wants done is carried out. */
export class Turns {
  readonly #ground: Ground;
  readonly #parts: Parts;

  constructor(ground: Ground, parts: Parts) {
    this.#ground = ground;
    this.#parts = parts;
  }

  take(host: SimHost): void {
    host.isTurnScheduled = false;
    if (host.state !== 'up') {
      return;
    }
    const effects = this.#handle(host);
    const { effects: watch, observers } = this.#ground;
    let strike: Strike | null = null;
    if (watch === null) {
      for (const effect of effects) {
        this.#execute(host, effect);
      }
    } else {
      strike = this.#executeWatched(host, effects, watch);
    }
    observers.afterTurn(host);
    strike?.();
  }

  /** Carries out effects up to the one that the node does not outlive; null when it outlives all. */
  #executeWatched(host: SimHost, effects: readonly Effect[], watch: EffectWatch): Strike | null {
    let strike = watch.turned(host);
    for (const effect of effects) {
      strike ??= watch.before(host, effect);
      if (strike !== null) {
        return strike;
      }
      this.#execute(host, effect);
      strike = watch.after(host, effect);
    }
    return strike ?? watch.ended(host);
  }

  /** A node that is about to end says what it has to say, and does nothing else any more. */
  takeLast(host: SimHost): void {
    host.isTurnScheduled = false;
    for (const effect of this.#handle(host)) {
      if (effect.kind === 'reply') {
        this.#execute(host, effect);
      }
    }
    this.#ground.observers.afterTurn(host);
  }

  #handle(host: SimHost): readonly Effect[] {
    try {
      return host.runTurn(this.#ground.nowMicros);
    } catch (error) {
      if (error instanceof Violation) {
        throw error;
      }
      const { message, stack } = error as Error;
      throw new Violation('engine', 'crash', `${message}\n${stack ?? ''}`, { node: host.id });
    }
  }

  #execute(host: SimHost, effect: Effect): void {
    const { counts, observers } = this.#ground;
    switch (effect.kind) {
      case 'send':
        this.#parts.frames.send(host, effect);
        return;
      case 'reply':
        this.#parts.clients.reply(host, effect.connection, effect.bytes);
        return;
      case 'hangUp':
        this.#parts.peers.hangUp(host, effect.connection);
        return;
      case 'disconnect':
        // Here nobody tries again and again to reach a machine that is gone.
        return;
      case 'notify':
        countNotice(counts, effect.notice);
        observers.tell((observer) => observer.noticed?.(host, effect.notice));
        return;
      case 'again':
        this.#ground.wake(host);
        return;
      default:
        this.#parts.disks.submit(host, effect);
    }
  }
}
