import type { Socket } from 'node:net';
import { addressOfNodeId } from '../../base/address.ts';
import { DecodeError } from '../../base/errors.ts';
import type { NodeId } from '../../base/ids.ts';
import type { BufferPool } from '../../base/ports.ts';
import type { Handshake } from '../../codec/handshake.ts';
import type { ProtocolVersion } from '../../codec/protocol-version.ts';
import {
  agree,
  describeNode,
  type OwnIdentity,
  readHandshake,
  sendHandshake,
} from './handshaking.ts';
import type { Transport } from './transport.ts';

const RETRY_MS_MIN = 20;
const RETRY_MS_MAX = 1000;

/** What a link may use of this process. */
export interface LinkResources {
  readonly pool: BufferPool;
  readonly transport: Transport;
  /** Bytes, and messages, that may wait for a slow peer; what comes on top is lost. */
  readonly sendQueueBytesMax: number;
  readonly sendQueueMessagesMax: number;
}

/** Frames that leave together: `buffer[0, length)`. */
export interface OutgoingFrames {
  readonly buffer: Uint8Array;
  readonly length: number;
  /** Messages in them. */
  readonly messages: number;
}

/** Who hears of a link's fate. */
export interface PeerLinkListener {
  /** @param version - the newest that both sides speak. */
  peerUp(peer: NodeId, version: ProtocolVersion): void;
  peerDown(peer: NodeId): void;
  /** Something answers at the peer's address, but it is not the peer. */
  refused(peer: NodeId, reason: string): void;
}

/**
 * The connection on which this node speaks to one peer (the peer answers on its own). It is made
 * again whenever it breaks; what is sent meanwhile is lost, as on any network.
 */
export class PeerLink {
  readonly #peer: NodeId;
  readonly #own: OwnIdentity;
  readonly #resources: LinkResources;
  readonly #listener: PeerLinkListener;
  #socket: Socket | null = null;
  #isUp = false;
  #isClosed = false;
  #retryMs = RETRY_MS_MIN;
  #dropped = 0;
  /** Messages that were taken in and have not left. */
  #waitingMessages = 0;

  constructor(
    peer: NodeId,
    own: OwnIdentity,
    resources: LinkResources,
    listener: PeerLinkListener,
  ) {
    this.#peer = peer;
    this.#own = own;
    this.#resources = resources;
    this.#listener = listener;
    this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Sends that were lost here because there was no connection, or too much waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends the frames, and gives their buffer back once the bytes have left. */
  send({ buffer, length, messages }: OutgoingFrames): void {
    const { pool } = this.#resources;
    const socket = this.#socket;
    if (socket === null || !this.#isUp || this.#isFull(socket)) {
      this.#dropped++;
      pool.give(buffer);
      return;
    }
    this.#waitingMessages += messages;
    socket.write(buffer.subarray(0, length), () => {
      this.#waitingMessages -= messages;
      pool.give(buffer);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  #isFull({ writableLength }: Socket): boolean {
    const { sendQueueBytesMax, sendQueueMessagesMax } = this.#resources;
    return writableLength > sendQueueBytesMax || this.#waitingMessages >= sendQueueMessagesMax;
  }

  #connect(): void {
    const [host, port] = addressOfNodeId(this.#peer).split(':');
    const socket = this.#resources.transport.connect(host as string, Number(port), {
      connected: () => this.#introduce(socket),
      refused: (reason) => this.#listener.refused(this.#peer, reason),
    });
    this.#socket = socket;
    socket.on('close', () => this.#onClose());
  }

  #introduce(socket: Socket): void {
    const { node: from, deployment, versionMax } = this.#own;
    sendHandshake(socket, { caller: 'peer', from, to: this.#peer, deployment }, versionMax);
    readHandshake(
      socket,
      (answer) => this.#takeAnswer(socket, answer),
      (error) => {
        // A node that is ending closes its connections too: that alone is nothing to speak of.
        if (error instanceof DecodeError) {
          this.#listener.refused(this.#peer, error.message);
        }
        socket.destroy();
      },
    );
  }

  #takeAnswer(socket: Socket, answer: Handshake): void {
    const { deployment, versionMax } = this.#own;
    const agreement = agree(answer, deployment, versionMax);
    if (typeof agreement !== 'number') {
      this.#refuse(socket, agreement.reason);
    } else if (answer.from !== this.#peer) {
      this.#refuse(socket, `it is ${describeNode(answer.from)}`);
    } else {
      this.#onUp(socket, agreement);
    }
  }

  #refuse(socket: Socket, reason: string): void {
    this.#listener.refused(this.#peer, reason);
    socket.destroy();
  }

  #onUp(socket: Socket, version: ProtocolVersion): void {
    this.#isUp = true;
    this.#retryMs = RETRY_MS_MIN;
    // Nothing more comes in on this connection, but only reading shows that it ended.
    socket.resume();
    this.#listener.peerUp(this.#peer, version);
  }

  #onClose(): void {
    this.#socket = null;
    if (this.#isUp) {
      this.#isUp = false;
      this.#listener.peerDown(this.#peer);
    }
    if (!this.#isClosed) {
      setTimeout(() => this.#isClosed || this.#connect(), this.#retryMs).unref();
      this.#retryMs = Math.min(RETRY_MS_MAX, 2 * this.#retryMs);
    }
  }
}
