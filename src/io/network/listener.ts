import type { Server, Socket } from 'node:net';
import { RaftLabError } from '../../base/errors.ts';
import { NO_NODE, type NodeId } from '../../base/ids.ts';
import { FrameSplitter } from '../../codec/frame-splitter.ts';
import type { Handshake } from '../../codec/handshake.ts';
import { openFilesMax } from '../platform/open-files-max.ts';
import {
  agree,
  describeNode,
  type HandshakeMismatch,
  type OwnIdentity,
  readHandshake,
  sendHandshake,
} from './handshaking.ts';
import { listenOn } from './listen-on.ts';
import type { Transport } from './transport.ts';

/** What comes in on this node's port. */
export interface ListenerEvents {
  /** A whole frame from a peer; the bytes may be kept. */
  message(connection: number, bytes: Uint8Array, start: number, end: number): void;
  /** A whole request frame; the bytes may be kept. */
  request(connection: number, bytes: Uint8Array, start: number, end: number): void;
  /** A connection was refused or broken off. @param from - address of the other side. */
  refused(from: string, reason: string): void;
}

/** Connections that may be open at a time; more are turned away. */
export const CONNECTIONS_MAX = 4096;
/** Bytes of answers that may wait in this process for a client that does not read. */
export const REPLY_BYTES_MAX = 64 * 1024 * 1024;

/** Connections that were refused or broken off, by reason. */
export interface RefusedConnections {
  /** Whatever it spoke, it was not raftlab. */
  garbage: number;
  /** Another deployment, or meant for another node. */
  strangers: number;
  /** It speaks no protocol version that this node speaks. */
  versions: number;
  /** A frame above the limit, or one from a peer that is damaged. */
  brokenFrames: number;
  /** A client that asked and did not read the answers. */
  slowReaders: number;
  /** More connections than are served at a time. */
  surplus: number;
}

/**
 * The one port of a node, for peers and clients alike. Whoever speaks anything else is cut off and
 * counted.
 */
export class Listener {
  readonly #own: OwnIdentity;
  readonly #events: ListenerEvents;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Map<number, Socket>();
  readonly #peers = new Map<number, Socket>();
  readonly refused: RefusedConnections = {
    garbage: 0,
    strangers: 0,
    versions: 0,
    brokenFrames: 0,
    slowReaders: 0,
    surplus: 0,
  };
  #lastConnection = 0;

  constructor(own: OwnIdentity, transport: Transport, events: ListenerEvents) {
    this.#own = own;
    this.#events = events;
    this.#server = transport.createServer({
      accepted: (socket) => this.#accept(socket),
      failed: (socket, reason) => this.#refuse(socket, 'garbage', reason),
    });
    // The rest is for the log, snapshots and peers: a disk that cannot open a file ends the node.
    this.#server.maxConnections = Math.min(CONNECTIONS_MAX, Math.floor(openFilesMax() / 2));
    this.#server.on('drop', () => {
      this.refused.surplus++;
    });
  }

  /** @throws RaftLabError ADDRESS_IN_USE, or INVALID_ADDRESS when this machine does not have it. */
  async listen(host: string, port: number): Promise<void> {
    await listenOn(this.#server, { host, port });
  }

  /** Sends response frames to a client; one that is gone gets nothing. */
  reply(connection: number, bytes: Uint8Array): void {
    const socket = this.#clients.get(connection);
    if (socket === undefined) {
      return;
    }
    if (socket.writableLength > REPLY_BYTES_MAX) {
      const reason = `${socket.writableLength} bytes of answers wait, at most ${REPLY_BYTES_MAX} may`;
      this.#refuse(socket, 'slowReaders', reason);
      this.#clients.delete(connection);
      return;
    }
    socket.write(bytes);
  }

  /** Breaks off a peer's connection: it makes another one. */
  hangUp(connection: number, reason: string): void {
    const socket = this.#peers.get(connection);
    if (socket !== undefined) {
      this.#peers.delete(connection);
      this.#refuse(socket, 'brokenFrames', reason);
    }
  }

  /** Lets what was answered leave and ends the connections of clients, within so long. */
  async finish(withinMs: number): Promise<void> {
    this.#server.close();
    const left = [...this.#clients.values()].map(
      (socket) =>
        new Promise<void>((resolve) => {
          // Not before the other side has ended too: what it sent and nobody read would reset it.
          socket.once('close', resolve);
          socket.end();
        }),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(left), late]);
    clearTimeout(timer);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {
      // 'close' follows.
    });
    socket.on('close', () => this.#sockets.delete(socket));
    readHandshake(
      socket,
      (handshake, rest) => this.#admit(socket, handshake, rest),
      (error) => this.#refuse(socket, 'garbage', error.message),
    );
  }

  #refuse(socket: Socket, kind: keyof RefusedConnections, reason: string): void {
    this.refused[kind]++;
    this.#events.refused(socket.remoteAddress ?? 'unknown address', reason);
    socket.destroy();
  }

  #admit(socket: Socket, handshake: Handshake, rest: Buffer): void {
    const { node, deployment, versionMax } = this.#own;
    const mismatch = this.#mismatchOf(handshake);
    // The answer tells a stranger what it has reached, so that it can say so.
    sendHandshake(
      socket,
      { caller: 'peer', from: node, to: handshake.from, deployment },
      versionMax,
    );
    if (mismatch !== null) {
      this.refused[mismatch.kind === 'version' ? 'versions' : 'strangers']++;
      this.#events.refused(socket.remoteAddress ?? 'unknown address', mismatch.reason);
      // What it may still send is of no interest, but only reading shows that it is gone.
      socket.resume();
      socket.end();
      return;
    }
    if (handshake.caller === 'peer') {
      this.#hearPeer(socket, rest);
    } else {
      this.#serveClient(socket, rest);
    }
  }

  #mismatchOf(handshake: Handshake): HandshakeMismatch | null {
    const { node, deployment, versionMax } = this.#own;
    const agreement = agree(handshake, deployment, versionMax);
    if (typeof agreement !== 'number') {
      return agreement;
    }
    return handshake.to === node || handshake.to === NO_NODE ? null : notMeant(handshake.to, node);
  }

  #hearPeer(socket: Socket, rest: Buffer): void {
    this.#lastConnection++;
    const connection = this.#lastConnection;
    this.#peers.set(connection, socket);
    socket.on('close', () => this.#peers.delete(connection));
    this.#readFrames(socket, rest, (bytes, start, end) =>
      this.#events.message(connection, bytes, start, end),
    );
  }

  #serveClient(socket: Socket, rest: Buffer): void {
    this.#lastConnection++;
    const connection = this.#lastConnection;
    this.#clients.set(connection, socket);
    socket.on('close', () => this.#clients.delete(connection));
    this.#readFrames(socket, rest, (bytes, start, end) =>
      this.#events.request(connection, bytes, start, end),
    );
  }

  #readFrames(
    socket: Socket,
    rest: Buffer,
    take: (bytes: Uint8Array, start: number, end: number) => void,
  ): void {
    const splitter = new FrameSplitter();
    const onData = (chunk: Buffer) => {
      try {
        splitter.push(chunk, take);
      } catch (error) {
        if (!(error instanceof RaftLabError)) {
          throw error;
        }
        this.#refuse(socket, 'brokenFrames', error.message);
      }
    };
    socket.on('data', onData);
    if (rest.length > 0) {
      onData(rest);
    }
  }
}

function notMeant(to: NodeId, own: NodeId): HandshakeMismatch {
  const reason = `it means to reach ${describeNode(to)}, this is ${describeNode(own)}`;
  return { kind: 'node', reason };
}
