import { readU32 } from '../../src/base/bytes.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { Effect } from '../../src/engine/events.ts';
import { FrameArena } from './frame-arena.ts';
import type { Ground } from './ground.ts';
import type { SimEvent } from './sim-event.ts';
import type { SimHost } from './sim-host.ts';

/** Changes a delivered frame; a test's way to show that the hash sees every byte. */
export type Tamper = (bytes: Uint8Array, deliveredCount: number) => void;

/** What nodes send each other: one event for each frame that arrives. */
export class PeerFrames {
  readonly #ground: Ground;
  readonly #frames = new FrameArena();
  #delivered = 0;
  #tamper: Tamper | null = null;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  tamperWith(tamper: Tamper): void {
    this.#tamper = tamper;
  }

  send(host: SimHost, { to, buffer, length }: Extract<Effect, { kind: 'send' }>): void {
    for (let at = 0; at < length; ) {
      const end = at + 4 + readU32(buffer, at);
      this.#transmit(host, to, this.#frames.copy(buffer, at, end));
      at = end;
    }
    this.#ground.ports.buffers.give(buffer);
  }

  #transmit(host: SimHost, to: NodeId, bytes: Uint8Array): void {
    const { network, nowMicros, counts, observers, agenda } = this.#ground;
    const { incarnation } = host;
    const { arrivalsMicros, fate } = network.transmit(host.id, to, nowMicros);
    if (fate === 'lost' || fate === 'overflow') {
      counts.faults.loss++;
    } else if (fate === 'duplicated') {
      counts.faults.duplicate++;
    }
    const copies: Uint8Array[] = [];
    for (let copy = 0; copy < arrivalsMicros.length; copy++) {
      // The receiver owns what it gets: two copies never share memory.
      copies.push(copy === 0 ? bytes : bytes.slice());
    }
    for (const observer of observers.close) {
      observer.transmitted(host, to, bytes, fate, copies);
    }
    for (let copy = 0; copy < arrivalsMicros.length; copy++) {
      const own = copies[copy] as Uint8Array;
      const event = { kind: 'frame', from: host, incarnation, to, bytes: own } as const;
      agenda.push(host, arrivalsMicros[copy] as number, event);
    }
  }

  deliver({ from, incarnation, to, bytes }: Extract<SimEvent, { kind: 'frame' }>): void {
    const { hosts, network, observers, counts, hash } = this.#ground;
    const target = hosts.get(to);
    const isThrough = network.arrive(from.id, to) && incarnation > from.silencedThrough;
    const host = isThrough && target?.state !== 'down' ? target : undefined;
    for (const observer of observers.close) {
      observer.arrived(bytes, host ?? null);
    }
    if (host === undefined) {
      counts.faults.loss++;
      return;
    }
    counts.events++;
    this.#delivered++;
    this.#tamper?.(bytes, this.#delivered);
    hash.number(host.ordinal);
    hash.bytes(bytes, 0, bytes.length);
    if (network.corrupts(from.id, to, bytes)) {
      counts.faults.frameCorruption++;
    }
    const connection = from.ordinal;
    this.#ground.inform(host, { kind: 'message', connection, bytes, start: 0, end: bytes.length });
  }
}
