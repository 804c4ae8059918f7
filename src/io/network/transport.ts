import { connect, createServer, type Server, type Socket } from 'node:net';

/** Who hears of connections that came in. */
export interface Arrivals {
  accepted(socket: Socket): void;
  /** A connection that never became one that bytes can be sent on. */
  failed(socket: Socket, reason: string): void;
}

/** Who hears what became of a connection that was asked for; a `close` of the socket follows a failure. */
export interface Attempt {
  connected(): void;
  /** Somebody is there, and the two cannot be connected. */
  refused(reason: string): void;
}

/** How two processes are connected: in the clear, or encrypted between two that show certificates. */
export interface Transport {
  createServer(arrivals: Arrivals): Server;
  connect(host: string, port: number, attempt: Attempt): Socket;
}

/** TCP and nothing more. */
export const PLAIN: Transport = {
  createServer: (arrivals) =>
    createServer({ noDelay: true }, (socket) => arrivals.accepted(socket)),
  connect: (host, port, attempt) => {
    const socket = connect({ host, port, noDelay: true });
    socket.on('error', () => {
      // 'close' follows and says what there is to say.
    });
    socket.on('connect', () => attempt.connected());
    return socket;
  },
};
