import { readU32 } from '../../src/base/bytes.ts';
import { type GroupId, NO_SESSION, type NodeId } from '../../src/base/ids.ts';
import {
  encodeRead,
  encodeWrite,
  type Freshness,
  writeRequestBytes,
} from '../../src/codec/client/request.ts';
import { type ClientResponse, decodeResponse } from '../../src/codec/client/response.ts';
import type { CommandDraft } from '../../src/codec/command.ts';
import type { World } from '../world/world.ts';

const NOTHING = new Uint8Array(0);
const REGISTER: CommandDraft = {
  kind: 'registerSession',
  session: NO_SESSION,
  sequence: 0,
  answeredThrough: 0,
  key: NOTHING,
  value: NOTHING,
  expected: null,
};

/** What a node said; null when the connection to it broke before it said anything. */
export type Reply = ClientResponse | null;

interface Waiting {
  readonly node: NodeId;
  readonly done: (reply: Reply) => void;
}

/**
 * Puts single questions to single nodes. Nothing is repeated, redirected or written into the history:
 * what comes back is what that node said, or that it is gone.
 */
export class Asker {
  readonly #world: World;
  readonly #connection: number;
  readonly #waiting = new Map<number, Waiting>();
  #lastRequestId = 0;

  constructor(world: World, connection: number) {
    this.#world = world;
    this.#connection = connection;
    world.clients.connect(connection, {
      replied: (_, bytes) => this.#onReply(bytes),
      disconnected: (node) => this.#onDisconnected(node),
    });
  }

  /** Sends `node` the frame that `encode` makes for a request id. */
  ask(node: NodeId, encode: (requestId: number) => Uint8Array, done: (reply: Reply) => void): void {
    const requestId = ++this.#lastRequestId;
    this.#waiting.set(requestId, { node, done });
    this.#world.clients.request(this.#connection, node, encode(requestId));
  }

  /** Asks `node` what it has of `key`. */
  read(
    node: NodeId,
    { group, key, freshness }: { group: GroupId; key: string; freshness: Freshness },
    done: (reply: Reply) => void,
  ): void {
    const bytes = this.#world.ports.utf8.encode(key);
    this.ask(node, (requestId) => encodeRead({ requestId, group }, freshness, bytes), done);
  }

  /** Asks `node` for a session of the group: a write that hurts nobody. */
  register(node: NodeId, group: GroupId, done: (reply: Reply) => void): void {
    const encode = (requestId: number) => {
      const frame = new Uint8Array(writeRequestBytes(REGISTER));
      encodeWrite({ requestId, group }, REGISTER, frame, 0);
      return frame;
    };
    this.ask(node, encode, done);
  }

  #onReply(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const end = start + 4 + readU32(bytes, start);
      const response = decodeResponse(bytes, start, end, this.#world.ports.utf8);
      this.#finish(response.requestId, response);
      start = end;
    }
  }

  #onDisconnected(gone: NodeId): void {
    for (const [requestId, { node }] of [...this.#waiting]) {
      if (node === gone) {
        this.#finish(requestId, null);
      }
    }
  }

  #finish(requestId: number, reply: Reply): void {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.done(reply);
  }
}
