import type { Server } from 'node:net';
import { RaftLabError } from '../../base/errors.ts';

/** An address of this machine, or 0.0.0.0 for all, and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Lets `server` take connections.
 *
 * @throws RaftLabError ADDRESS_IN_USE, or INVALID_ADDRESS when this machine does not have it
 */
export function listenOn(server: Server, { host, port }: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for good: a connection that cannot be accepted later on is no reason to end.
    server.on('error', (error) => reject(listenError({ host, port }, error)));
    server.listen({ host, port }, resolve);
  });
}

function listenError({ host, port }: HostPort, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new RaftLabError(
        'ADDRESS_IN_USE',
        `port ${port} of ${host} is in use by another process`,
      );
    case 'EADDRNOTAVAIL':
      return new RaftLabError('INVALID_ADDRESS', `this machine does not have the address ${host}`);
    case 'EACCES':
      return new RaftLabError(
        'INVALID_ADDRESS',
        `port ${port} needs privileges that this process lacks`,
      );
    default:
      return error;
  }
}
