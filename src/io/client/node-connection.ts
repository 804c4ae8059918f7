import type { Socket } from 'node:net';
import { addressOfNodeId } from '../../base/address.ts';
import { NO_NODE, type NodeId } from '../../base/ids.ts';
import { FrameSplitter } from '../../codec/frame-splitter.ts';
import { PROTOCOL_NEWEST } from '../../codec/protocol-version.ts';
import { agree, readHandshake, sendHandshake } from '../network/handshaking.ts';
import type { Transport } from '../network/transport.ts';

const RETRY_MS = 50;
const ARENA_BYTES = 256 * 1024;

/** Who gets what a node answers. */
export interface ConnectionListener {
  response(node: NodeId, bytes: Uint8Array, start: number, end: number): void;
  disconnected(node: NodeId): void;
}

/**
 * A client's connection to one node. Frames that are sent within one turn of the event loop leave in
 * one write.
 */
export class NodeConnection {
  readonly #node: NodeId;
  readonly #deployment: number;
  readonly #transport: Transport;
  readonly #listener: ConnectionListener;
  #socket: Socket | null = null;
  #isUp = false;
  #isClosed = false;
  #arena = Buffer.allocUnsafeSlow(ARENA_BYTES);
  #flushedTo = 0;
  #filledTo = 0;
  #isFlushScheduled = false;

  constructor(
    node: NodeId,
    { deployment, transport }: { readonly deployment: number; readonly transport: Transport },
    listener: ConnectionListener,
  ) {
    this.#node = node;
    this.#deployment = deployment;
    this.#transport = transport;
    this.#listener = listener;
    this.#connect();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Sends a frame; returns false when there is no connection and it certainly was not sent. */
  send(frame: Uint8Array): boolean {
    if (!this.#isUp) {
      return false;
    }
    if (this.#filledTo + frame.length > this.#arena.length) {
      this.#flush();
      // Bytes handed to the socket stay as they are: a new arena, not the old one again.
      this.#arena = Buffer.allocUnsafeSlow(Math.max(ARENA_BYTES, frame.length));
      this.#flushedTo = 0;
      this.#filledTo = 0;
    }
    this.#arena.set(frame, this.#filledTo);
    this.#filledTo += frame.length;
    if (!this.#isFlushScheduled) {
      this.#isFlushScheduled = true;
      setImmediate(() => this.#flush());
    }
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  #flush(): void {
    this.#isFlushScheduled = false;
    if (this.#filledTo > this.#flushedTo && this.#isUp) {
      this.#socket?.write(this.#arena.subarray(this.#flushedTo, this.#filledTo));
      this.#flushedTo = this.#filledTo;
    }
  }

  #connect(): void {
    const [host, port] = addressOfNodeId(this.#node).split(':');
    const socket = this.#transport.connect(host as string, Number(port), {
      connected: () => this.#introduce(socket),
      refused: () => undefined,
    });
    this.#socket = socket;
    socket.on('close', () => this.#onClose());
  }

  #introduce(socket: Socket): void {
    const deployment = this.#deployment;
    sendHandshake(socket, { caller: 'client', from: NO_NODE, to: this.#node, deployment });
    readHandshake(
      socket,
      (answer, rest) => {
        const agreement = agree(answer, deployment, PROTOCOL_NEWEST);
        if (answer.from === this.#node && typeof agreement === 'number') {
          this.#onUp(socket, rest);
        } else {
          socket.destroy();
        }
      },
      () => socket.destroy(),
    );
  }

  #onUp(socket: Socket, rest: Buffer): void {
    this.#isUp = true;
    const splitter = new FrameSplitter();
    const take = (chunk: Buffer) => {
      try {
        splitter.push(chunk, (bytes, start, end) =>
          this.#listener.response(this.#node, bytes, start, end),
        );
      } catch {
        // A node that speaks nonsense is left alone; the operations go on elsewhere.
        socket.destroy();
      }
    };
    socket.on('data', take);
    if (rest.length > 0) {
      take(rest);
    }
  }

  #onClose(): void {
    this.#socket = null;
    this.#flushedTo = this.#filledTo;
    if (this.#isUp) {
      this.#isUp = false;
      this.#listener.disconnected(this.#node);
    }
    if (!this.#isClosed) {
      setTimeout(() => this.#isClosed || this.#connect(), RETRY_MS).unref();
    }
  }
}
