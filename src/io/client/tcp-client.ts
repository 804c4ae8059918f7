import type { GroupId, NodeId } from '../../base/ids.ts';
import { type ClientOptions, KvClient } from '../../client/kv-client.ts';
import { type Intent, type Outcome, type Success, successOf } from '../../client/operation.ts';
import { nowMicros } from '../clock.ts';
import { nodeUtf8 } from '../platform/ports.ts';
import { NodeConnection } from './node-connection.ts';

/** How often operations are looked at for what is due. */
const TICK_MS = 20;

export interface TcpClientOptions extends ClientOptions {
  readonly deployment: number;
}

/** A client over TCP: one connection to each node, operations repeated as `KvClient` decides. */
export class TcpClient {
  readonly #client: KvClient;
  readonly #connections = new Map<NodeId, NodeConnection>();
  readonly #ticker: NodeJS.Timeout;

  constructor(options: TcpClientOptions) {
    this.#client = new KvClient(options, nodeUtf8, (node, frame) => {
      return this.#connections.get(node)?.send(frame) ?? false;
    });
    for (const node of options.nodes) {
      this.#connections.set(
        node,
        new NodeConnection(node, options.deployment, {
          response: (from, bytes, start, end) =>
            this.#client.onResponse(from, { bytes, start, end }, nowMicros()),
          disconnected: (from) => this.#client.onDisconnected(from, nowMicros()),
        }),
      );
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

  close(): void {
    clearInterval(this.#ticker);
    for (const connection of this.#connections.values()) {
      connection.close();
    }
  }
}
