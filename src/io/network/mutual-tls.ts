import { connect, createServer, type SecureContextOptions } from 'node:tls';
import type { Transport } from './transport.ts';

/** What this process shows, and whom it believes; in PEM. */
export interface TlsMaterial {
  /** Who signs the certificates of this cluster. */
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Somebody who does not get through the handshake by then is cut off. */
const HANDSHAKE_TIMEOUT_MS = 5000;

/**
 * TLS 1.3 in which both ends show a certificate that the cluster's authority has signed, and whoever
 * connects checks that the one it gets is for the address it meant.
 */
export function mutualTls(material: TlsMaterial): Transport {
  const shared: SecureContextOptions = { ...material, minVersion: 'TLSv1.3' };
  return {
    createServer: ({ accepted, failed }) => {
      const server = createServer({
        ...shared,
        noDelay: true,
        requestCert: true,
        rejectUnauthorized: true,
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      });
      server.on('secureConnection', accepted);
      server.on('tlsClientError', (error, socket) => failed(socket, reasonOf(error)));
      return server;
    },
    connect: (host, port, { connected, refused }) => {
      const socket = connect({ ...shared, host, port, rejectUnauthorized: true });
      socket.setNoDelay(true);
      socket.setTimeout(HANDSHAKE_TIMEOUT_MS, () => socket.destroy());
      socket.on('error', (error) => {
        if (isAboutTls(error)) {
          refused(reasonOf(error));
        }
      });
      socket.on('secureConnect', () => {
        socket.setTimeout(0);
        connected();
      });
      return socket;
    },
  };
}

/** The system names the call that failed; what it cannot name was said by the other side, or of it. */
function isAboutTls(error: NodeJS.ErrnoException): boolean {
  return error.syscall === undefined && error.code !== 'ECONNRESET';
}

function reasonOf(error: Error): string {
  return `no encrypted connection: ${sslReasonOf(error)}`;
}

/** What went wrong, without the thread and the line of OpenSSL that its messages begin and end with. */
export function sslReasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string'
    ? error.reason
    : error.message.trim();
}
