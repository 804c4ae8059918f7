import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { RaftLabError } from '../../../src/base/errors.ts';
import { FrameAssembler } from './frame-assembler.ts';
import { BODY_BYTES_MAX, DEADLINE_MS, REPLY } from './protocol.ts';
import type { RecordCodec } from './record-codec.ts';

/** A running server. */
export interface SimpleServer {
  readonly port: number;
  /** Connections that were closed because of what they sent. */
  refused(): number;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface, decodes records and answers `done`. */
export async function startSimpleServer(codec: RecordCodec): Promise<SimpleServer> {
  let refused = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, codec, () => {
      refused += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    refused: () => refused,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => void socket.destroy());
      await closed;
    },
  };
}

function serve(socket: Socket, codec: RecordCodec, onRefused: () => void): void {
  const frames = new FrameAssembler(BODY_BYTES_MAX);
  const onData = (chunk: Buffer): void => {
    let answered = 0;
    try {
      frames.push(chunk, (body) => {
        codec.decode(body);
        answered += 1;
      });
      socket.write(replies(answered));
    } catch (error) {
      if (!(error instanceof RaftLabError)) {
        throw error;
      }
      onRefused();
      socket.off('data', onData);
      socket.end(replies(answered), () => socket.destroy());
    }
  };
  socket.on('data', onData);
  socket.on('error', () => socket.destroy());
  socket.setTimeout(DEADLINE_MS, () => socket.destroy());
}

/** One write for all replies to what arrived together. */
function replies(count: number): Buffer {
  return Buffer.alloc(count * REPLY.length, REPLY);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return address.port;
}
