import { connect, type Socket } from 'node:net';
import { NO_NODE } from '../../src/base/ids.ts';
import { FRAME_LENGTH_BYTES } from '../../src/codec/frame-splitter.ts';
import {
  type Caller,
  encodeHandshake,
  HANDSHAKE_BYTES,
  type Handshake,
} from '../../src/codec/handshake.ts';
import { PROTOCOL_NEWEST, spokenVersions } from '../../src/codec/protocol-version.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { eventually } from '../process/deadline.ts';

/** A connection on which a test says what it likes. */
export class RawConnection {
  readonly socket: Socket;
  received: Buffer = Buffer.alloc(0);
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
    });
  }

  static async to(address: string): Promise<RawConnection> {
    const [host = '', port] = address.split(':');
    const socket = connect({ host, port: Number(port), noDelay: true });
    const connection = new RawConnection(socket);
    await eventually('the connection is open', () => !socket.connecting);
    return connection;
  }

  /** Introduces itself as an honest caller would, but for what `lies` says. */
  async introduce(caller: Caller, lies: Partial<Handshake> = {}): Promise<void> {
    const handshake = { caller, ...spokenVersions(PROTOCOL_NEWEST), from: NO_NODE, to: NO_NODE };
    this.send(encodeHandshake({ ...handshake, deployment: 1, ...lies }, nodeChecksum));
    await eventually('the handshake is answered', () => this.received.length >= HANDSHAKE_BYTES);
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Frames that came in after the handshake, without their lengths. */
  get frames(): Buffer[] {
    const frames: Buffer[] = [];
    for (let at = HANDSHAKE_BYTES; at + FRAME_LENGTH_BYTES <= this.received.length; ) {
      const end = at + FRAME_LENGTH_BYTES + this.received.readUInt32LE(at);
      if (end > this.received.length) {
        break;
      }
      frames.push(this.received.subarray(at + FRAME_LENGTH_BYTES, end));
      at = end;
    }
    return frames;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** `payload` with its length before it. */
export function frameOf(payload: Uint8Array): Buffer {
  const length = Buffer.alloc(FRAME_LENGTH_BYTES);
  length.writeUInt32LE(payload.length);
  return Buffer.concat([length, payload]);
}
