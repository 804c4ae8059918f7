import type { NodeId } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { SITES } from '../base/keyed-random.ts';
import type { Ground } from './ground.ts';
import { CALL_OWNERS, type Cause, type SimEvent } from './sim-event.ts';
import type { SimHost } from './sim-host.ts';

/** Clients count apart from machines. */
const CLIENT_ORDINALS = 1 << 16;
const CLIENT_LATENCY_MICROS = 300;

/** A client's end of its connections to all nodes. */
interface ClientEnd {
  replied(node: NodeId, bytes: Uint8Array): void;
  disconnected(node: NodeId): void;
}

/** What clients and nodes send each other. */
export class ClientConnections {
  readonly #ground: Ground;
  readonly #clients = new Map<number, ClientEnd & Cause>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  connect(connection: number, client: ClientEnd): void {
    const ordinal = CLIENT_ORDINALS + connection;
    const { replied, disconnected } = client;
    this.#clients.set(connection, { ordinal, caused: 0, replied, disconnected });
  }

  /** A client sends a request frame to a node. */
  request(connection: number, node: NodeId, bytes: Uint8Array): void {
    const { observers, agenda, nowMicros } = this.#ground;
    const client = this.#client(connection);
    for (const observer of observers.close) {
      observer.asked(connection, node, bytes);
    }
    agenda.push(client, nowMicros + this.#latency(client), {
      kind: 'request',
      to: node,
      connection,
      bytes,
    });
  }

  /** The node on `host` answers. */
  reply(host: SimHost, connection: number, bytes: Uint8Array): void {
    const { observers, agenda, nowMicros } = this.#ground;
    observers.answered(host, connection, bytes);
    agenda.push(host, nowMicros + this.#latency(host), {
      kind: 'reply',
      from: host.id,
      connection,
      bytes,
    });
  }

  deliverReply({ from, connection, bytes }: Extract<SimEvent, { kind: 'reply' }>): void {
    const { hash, network, observers, counts } = this.#ground;
    hash.bytes(bytes, 0, bytes.length);
    const isCut = network.clients.isCut(from, 'answers');
    for (const observer of observers.close) {
      observer.heard(bytes, !isCut);
    }
    if (isCut) {
      counts.faults.loss++;
    } else {
      this.#client(connection).replied(from, bytes);
    }
  }

  deliverRequest({ to, connection, bytes }: Extract<SimEvent, { kind: 'request' }>): void {
    const { network, counts, observers, hosts, hash, nowMicros } = this.#ground;
    if (network.clients.isCut(to, 'requests')) {
      counts.faults.loss++;
      for (const observer of observers.close) {
        observer.arrived(bytes, null);
      }
      return;
    }
    const host = hosts.get(to);
    if (host === undefined || host.state === 'down') {
      this.#client(connection).disconnected(to);
      return;
    }
    counts.events++;
    hash.number(host.ordinal);
    hash.bytes(bytes, 0, bytes.length);
    const end = bytes.length;
    observers.requested(host, connection, bytes, nowMicros);
    this.#ground.inform(host, { kind: 'request', connection, bytes, start: 0, end });
  }

  /** All find out that the node on `host` is gone. */
  disconnect(host: SimHost): void {
    const { agenda, nowMicros } = this.#ground;
    for (const client of this.#clients.values()) {
      const delay = this.#latency(client);
      const disconnect = () => client.disconnected(host.id);
      agenda.call(nowMicros + delay, disconnect, CALL_OWNERS + client.ordinal);
    }
  }

  #latency({ ordinal, caused }: Cause): number {
    return (
      1 + this.#ground.random.below(CLIENT_LATENCY_MICROS, SITES.clientLatency, ordinal, caused)
    );
  }

  #client(connection: number): ClientEnd & Cause {
    return present(this.#clients.get(connection), 'a connection belongs to a client');
  }
}
