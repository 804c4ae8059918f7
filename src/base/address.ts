import { RaftLabError } from './errors.ts';
import { type NodeId, toNodeId } from './ids.ts';

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/;
const PORT_BASE = 2 ** 16;

/**
 * The node id of `a.b.c.d:port`: the address in the upper 32 bits, the port in the lower 16.
 *
 * @throws RaftLabError INVALID_ADDRESS when it is no IPv4 address with a port from 1 to 65535.
 * @see seeds.md ID-01, ID-02
 */
export function nodeIdOfAddress(address: string): NodeId {
  const match = ADDRESS.exec(address);
  if (match === null) {
    throw new RaftLabError(
      'INVALID_ADDRESS',
      `"${address}" is not an IPv4 address and port (a.b.c.d:port)`,
    );
  }
  const [a = 0, b = 0, c = 0, d = 0, port = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255) {
    throw new RaftLabError('INVALID_ADDRESS', `"${address}" has an octet above 255`);
  }
  if (port < 1 || port > 65_535) {
    throw new RaftLabError('INVALID_ADDRESS', `"${address}" has port ${port}, expected 1 to 65535`);
  }
  const host = ((a * 256 + b) * 256 + c) * 256 + d;
  return toNodeId(host * PORT_BASE + port);
}

/** The `a.b.c.d:port` that `node` was derived from. */
export function addressOfNodeId(node: NodeId): string {
  const port = node % PORT_BASE;
  let host = (node - port) / PORT_BASE;
  const octets: number[] = [];
  for (let i = 0; i < 4; i++) {
    octets.unshift(host % 256);
    host = Math.floor(host / 256);
  }
  return `${octets.join('.')}:${port}`;
}
