import { fold32, mix32 } from '../../src/base/hash.ts';
import { NO_NODE, type NodeId } from '../../src/base/ids.ts';
import type { Decisions } from '../base/decisions.ts';
import { type Ppm, SITES } from '../base/keyed-random.ts';
import { ClientLinks } from './client-links.ts';

/** How links behave; drawn once for a run. */
export interface NetworkProfile {
  readonly latencyMinMicros: number;
  /** Mean of the part above the minimum. */
  readonly latencyMeanMicros: number;
  /** Share of messages that take a hundred times as long. */
  readonly tail: Ppm;
  readonly loss: Ppm;
  readonly duplicate: Ppm;
  /** Share of frames of which a bit arrives changed. */
  readonly corrupt: Ppm;
  /** Most messages on one link; further ones are lost. */
  readonly capacity: number;
}

/** What became of a message that was sent: when each copy arrives. */
export interface Transmission {
  readonly arrivalsMicros: readonly number[];
  readonly fate: 'sent' | 'lost' | 'duplicated' | 'overflow';
}

interface Link {
  readonly entity: number;
  /** Partitions that cut this direction now. */
  cuts: number;
  /** Cut until everything is mended. */
  isSevered: boolean;
  sent: number;
  arrived: number;
  underWay: number;
  cloggedUntilMicros: number;
  /** Added to every latency until then. */
  spikeMicros: number;
  spikeUntilMicros: number;
}

/** The network between nodes: each direction of each pair is a link of its own. */
export class SimNetwork {
  readonly clients = new ClientLinks();
  /** Grows whenever a link is cut, held back or mended. */
  changes = 0;
  readonly #random: Decisions;
  #profile: NetworkProfile;
  readonly #links = new Map<NodeId, Map<NodeId, Link>>();
  /** The link that was asked for last: a frame that arrives is asked about more than once. */
  #lastFrom: NodeId = NO_NODE;
  #lastTo: NodeId = NO_NODE;
  #lastLink: Link = newLink(0);

  constructor(random: Decisions, profile: NetworkProfile) {
    this.#random = random;
    this.#profile = profile;
  }

  /** From now on messages are neither lost nor doubled. */
  heal(): void {
    this.changes++;
    this.clients.heal();
    this.#profile = {
      ...this.#profile,
      loss: 0,
      duplicate: 0,
      corrupt: 0,
      tail: 0,
      capacity: 1_000_000,
    };
    for (const links of this.#links.values()) {
      for (const link of links.values()) {
        link.cuts = 0;
        link.isSevered = false;
        link.cloggedUntilMicros = 0;
        link.spikeUntilMicros = 0;
      }
    }
  }

  /** Decides what happens to a message that is sent now. */
  transmit(from: NodeId, to: NodeId, nowMicros: number): Transmission {
    const link = this.#link(from, to);
    const count = ++link.sent;
    const { loss, duplicate, capacity } = this.#profile;
    if (this.#random.chance(loss, SITES.loss, link.entity, count)) {
      return { arrivalsMicros: [], fate: 'lost' };
    }
    if (link.underWay >= capacity) {
      return { arrivalsMicros: [], fate: 'overflow' };
    }
    const arrivalsMicros = [this.#arrival(link, nowMicros, SITES.latency, count)];
    if (this.#random.chance(duplicate, SITES.duplicate, link.entity, count)) {
      arrivalsMicros.push(this.#arrival(link, nowMicros, SITES.duplicateLatency, count));
    }
    link.underWay += arrivalsMicros.length;
    return { arrivalsMicros, fate: arrivalsMicros.length > 1 ? 'duplicated' : 'sent' };
  }

  /** Notes that a copy reached the end of its link; whether it gets through. */
  arrive(from: NodeId, to: NodeId): boolean {
    const link = this.#link(from, to);
    link.underWay--;
    return link.cuts === 0 && !link.isSevered;
  }

  /** Changes a bit of a frame that arrives, where chance wants it; returns whether it did. */
  corrupts(from: NodeId, to: NodeId, bytes: Uint8Array): boolean {
    const link = this.#link(from, to);
    const count = ++link.arrived;
    if (!this.#random.chance(this.#profile.corrupt, SITES.corrupt, link.entity, count)) {
      return false;
    }
    const bit = this.#random.below(8 * bytes.length, SITES.corruptBit, link.entity, count);
    bytes[bit >>> 3] = (bytes[bit >>> 3] as number) ^ (1 << (bit & 7));
    return true;
  }

  isCut(from: NodeId, to: NodeId): boolean {
    const { cuts, isSevered } = this.#link(from, to);
    return cuts > 0 || isSevered;
  }

  /** Whether what is sent now is neither cut off nor held back. */
  isOpen(from: NodeId, to: NodeId, nowMicros: number): boolean {
    const { cuts, isSevered, cloggedUntilMicros } = this.#link(from, to);
    return cuts === 0 && !isSevered && cloggedUntilMicros <= nowMicros;
  }

  cut(from: NodeId, to: NodeId): void {
    this.changes++;
    this.#link(from, to).cuts++;
  }

  /** Cuts a link until everything is mended, whatever else ends before. */
  sever(from: NodeId, to: NodeId): void {
    this.changes++;
    this.#link(from, to).isSevered = true;
  }

  mend(from: NodeId, to: NodeId): void {
    this.changes++;
    const link = this.#link(from, to);
    link.cuts = Math.max(0, link.cuts - 1);
  }

  /** Holds everything on a link until then; it comes out in a burst. */
  clog(from: NodeId, to: NodeId, untilMicros: number): void {
    this.changes++;
    const link = this.#link(from, to);
    link.cloggedUntilMicros = Math.max(link.cloggedUntilMicros, untilMicros);
  }

  /** Slows a link down until then. */
  spike(from: NodeId, to: NodeId, addedMicros: number, untilMicros: number): void {
    const link = this.#link(from, to);
    link.spikeMicros = addedMicros;
    link.spikeUntilMicros = untilMicros;
  }

  #arrival(
    link: Link,
    nowMicros: number,
    site: typeof SITES.latency | typeof SITES.duplicateLatency,
    count: number,
  ): number {
    const { latencyMinMicros, latencyMeanMicros, tail } = this.#profile;
    const { entity } = link;
    let latency =
      latencyMinMicros + this.#random.exponential(latencyMeanMicros, site, entity, count);
    if (this.#random.chance(tail, SITES.tail, entity, count)) {
      latency *= 100;
    }
    if (nowMicros < link.spikeUntilMicros) {
      latency += link.spikeMicros;
    }
    return Math.max(nowMicros + 1 + latency, link.cloggedUntilMicros + (latency % 1000));
  }

  #link(from: NodeId, to: NodeId): Link {
    if (from !== this.#lastFrom || to !== this.#lastTo) {
      this.#lastFrom = from;
      this.#lastTo = to;
      this.#lastLink = this.#find(from, to);
    }
    return this.#lastLink;
  }

  #find(from: NodeId, to: NodeId): Link {
    let links = this.#links.get(from);
    if (links === undefined) {
      links = new Map();
      this.#links.set(from, links);
    }
    let link = links.get(to);
    if (link === undefined) {
      link = newLink(mix32(fold32(from), fold32(to)));
      links.set(to, link);
    }
    return link;
  }
}

function newLink(entity: number): Link {
  return {
    entity,
    cuts: 0,
    isSevered: false,
    sent: 0,
    arrived: 0,
    underWay: 0,
    cloggedUntilMicros: 0,
    spikeMicros: 0,
    spikeUntilMicros: 0,
  };
}
