import { type GroupId, type NodeId, toTerm } from '../../base/ids.ts';
import { MEMBERS_MAX } from '../../base/limits.ts';
import type { ClientOptions } from '../../client/client-options.ts';
import { KvClient } from '../../client/kv-client.ts';
import { type Intent, type Outcome, type Success, successOf } from '../../client/operation.ts';
import type { LogRange } from '../../codec/client/request.ts';
import { decodeEntries } from '../../codec/entry-record.ts';
import type { Entry } from '../../raft/entry.ts';
import { nowMicros } from '../clock.ts';
import { PLAIN, type Transport } from '../network/transport.ts';
import { nodeChecksum, nodeUtf8 } from '../platform/ports.ts';
import { NodeConnection } from './node-connection.ts';

/** How often operations are looked at for what is due. */
const TICK_MS = 20;
const NO_RECORDS = new Uint8Array(0);
/** Whoever asks for entries does not know their terms. */
const ANY_TERM = toTerm(Number.MAX_SAFE_INTEGER);

export interface TcpClientOptions extends ClientOptions {
  readonly deployment: number;
  /** As the nodes have it; in the clear where nothing is said. */
  readonly transport?: Transport;
}

/**
 * A client over TCP: one connection to each node, operations repeated as `KvClient` decides. A leader
 * that is not among the nodes it was told gets a connection when a node names it.
 */
export class TcpClient {
  readonly #client: KvClient;
  readonly #way: { readonly deployment: number; readonly transport: Transport };
  readonly #connections = new Map<NodeId, NodeConnection>();
  /** Those to nodes that only an answer named, oldest first; at most `MEMBERS_MAX`. */
  readonly #learned: NodeId[] = [];
  readonly #ticker: NodeJS.Timeout;

  constructor(options: TcpClientOptions) {
    const { deployment, transport = PLAIN } = options;
    this.#way = { deployment, transport };
    this.#client = new KvClient(options, nodeUtf8, (node, frame) =>
      this.#connectionTo(node).send(frame),
    );
    for (const node of options.nodes) {
      this.#connect(node);
    }
    this.#ticker = setInterval(() => this.#client.tick(nowMicros()), TICK_MS);
  }

  /** Operations without an outcome. */
  get pending(): number {
    return this.#client.pending;
  }

  /** Starts an operation; `done` is called once. */
  submit(group: GroupId, intent: Intent, done: (outcome: Outcome) => void, pinned?: NodeId): void {
    this.#client.submit(group, intent, nowMicros(), done, pinned);
  }

  /** The outcome of one operation. */
  perform(group: GroupId, intent: Intent, pinned?: NodeId): Promise<Outcome> {
    return new Promise((resolve) => {
      this.submit(group, intent, resolve, pinned);
    });
  }

  /**
   * The outcome of one operation that succeeds.
   *
   * @throws RaftLabError UNKNOWN_OUTCOME, TIMEOUT or REQUEST_REFUSED
   */
  async demand(group: GroupId, intent: Intent, pinned?: NodeId): Promise<Success> {
    return successOf(await this.perform(group, intent, pinned));
  }

  /**
   * Committed entries as the log of `node`, or of the leader, holds them, from the first one asked for;
   * the commands in them may be compressed. Ask again from behind the last one for the rest.
   *
   * @throws RaftLabError REQUEST_REFUSED with `outOfRange` and the entries that are available, and as
   * `demand`
   */
  async readLog(group: GroupId, range: LogRange, node?: NodeId): Promise<Entry[]> {
    const intent = { kind: 'operator', request: { kind: 'readLog', range } } as const;
    const found = await this.demand(group, intent, node);
    const records = found.kind === 'log' ? found.records : NO_RECORDS;
    const expected = { firstIndex: range.first, termMax: ANY_TERM };
    return decodeEntries(records, { start: 0, end: records.length }, expected, nodeChecksum);
  }

  close(): void {
    clearInterval(this.#ticker);
    for (const connection of this.#connections.values()) {
      connection.close();
    }
  }

  #connectionTo(node: NodeId): NodeConnection {
    return this.#connections.get(node) ?? this.#learn(node);
  }

  #learn(node: NodeId): NodeConnection {
    const oldest = this.#learned.length < MEMBERS_MAX ? undefined : this.#learned.shift();
    if (oldest !== undefined) {
      this.#connections.get(oldest)?.close();
      this.#connections.delete(oldest);
    }
    this.#learned.push(node);
    return this.#connect(node);
  }

  #connect(node: NodeId): NodeConnection {
    const connection = new NodeConnection(node, this.#way, {
      response: (from, bytes, start, end) =>
        this.#client.onResponse(from, { bytes, start, end }, nowMicros()),
      disconnected: (from) => this.#client.onDisconnected(from, nowMicros()),
    });
    this.#connections.set(node, connection);
    return connection;
  }
}
