import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { platform } from 'node:os';

/**
 * `count` addresses that nobody uses. On Linux every one of 127.0.0.0/8 is this machine: on one of
 * our own, no connection that happens to begin there takes a port away before a node opens it.
 *
 * @param host - where it has to be another one.
 */
export async function ownAddresses(count: number, host = ownHost()): Promise<string[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenOn(host)));
  const addresses = servers.map(
    (server) => `${host}:${(server.address() as { port: number }).port}`,
  );
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return addresses;
}

function ownHost(): string {
  return platform() === 'linux'
    ? `127.${randomInt(16, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`
    : '127.0.0.1';
}

function listenOn(host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => resolve(server));
  });
}
