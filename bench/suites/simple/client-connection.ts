import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DEADLINE_MS, REPLY } from './protocol.ts';

/** Connects to the server on this machine. */
export async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** What one connection has to send. */
export interface Pipeline {
  /** Sent in turn, over and over. */
  readonly frames: readonly Uint8Array[];
  readonly requests: number;
  /** Most requests sent ahead of their replies. */
  readonly window: number;
}

/** Sends all requests without waiting for each reply; resolves after the last reply. */
export function sendPipeline(socket: Socket, pipeline: Pipeline): Promise<void> {
  const { requests, window } = pipeline;
  let sent = 0;
  let replyBytes = 0;
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new Error(`${reason} after ${Math.floor(replyBytes / REPLY.length)} replies`));
    };
    const send = (): void => {
      const until = Math.min(requests, Math.floor(replyBytes / REPLY.length) + window);
      sendFrames(socket, pipeline.frames, sent, until);
      sent = Math.max(sent, until);
    };
    socket.on('data', (chunk: Buffer) => {
      if (!isReply(chunk, replyBytes)) {
        fail('the server answered something else than done');
        return;
      }
      replyBytes += chunk.length;
      if (replyBytes >= requests * REPLY.length) {
        socket.end();
        resolve();
      } else {
        send();
      }
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the server closed the connection'));
    socket.setTimeout(DEADLINE_MS, () => fail(`no reply for ${DEADLINE_MS} ms`));
    send();
  });
}

function sendFrames(
  socket: Socket,
  frames: readonly Uint8Array[],
  from: number,
  until: number,
): void {
  socket.cork();
  for (let i = from; i < until; i++) {
    const frame = frames[i % frames.length];
    if (frame !== undefined) {
      socket.write(frame);
    }
  }
  socket.uncork();
}

/** Whether `chunk` goes on with the reply pattern at `offset` bytes into it. */
function isReply(chunk: Uint8Array, offset: number): boolean {
  for (let i = 0; i < chunk.length; i++) {
    if (chunk[i] !== REPLY[(offset + i) % REPLY.length]) {
      return false;
    }
  }
  return true;
}
