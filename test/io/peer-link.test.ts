import { createServer, type Socket } from 'node:net';
import test from 'ava';
import { nodeIdOfAddress } from '../../src/base/address.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { BufferPool } from '../../src/base/ports.ts';
import { encodeHandshake, HANDSHAKE_BYTES, type Handshake } from '../../src/codec/handshake.ts';
import { PROTOCOL_NEWEST, spokenVersions } from '../../src/codec/protocol-version.ts';
import { PeerLink } from '../../src/io/network/peer-link.ts';
import { PLAIN } from '../../src/io/network/transport.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { eventually } from '../process/deadline.ts';
import { ownAddresses } from '../process/own-addresses.ts';
import { type Scratch, withScratch } from '../process/scratch.ts';

const MIB = 2 ** 20;
const QUEUE_BYTES_MAX = 64 * MIB;
const QUEUE_MESSAGES_MAX = 1000;
const OWN = {
  node: nodeIdOfAddress('10.0.0.1:80'),
  deployment: 1,
  versionMax: PROTOCOL_NEWEST,
};

const frames = (length: number, messages = 1) => ({
  buffer: new Uint8Array(length),
  length,
  messages,
});

/** Counts the buffers that came back. */
class CountingPool implements BufferPool {
  given = 0;
  take(bytesMin: number): Uint8Array {
    return new Uint8Array(bytesMin);
  }
  give(): void {
    this.given++;
  }
}

/** What a link told. */
class Heard {
  readonly up: NodeId[] = [];
  readonly down: NodeId[] = [];
  readonly reasons: string[] = [];
  peerUp(peer: NodeId): void {
    this.up.push(peer);
  }
  peerDown(peer: NodeId): void {
    this.down.push(peer);
  }
  refused(_: NodeId, reason: string): void {
    this.reasons.push(reason);
  }
}

/** A peer at `address` that answers handshakes, with `lies`, and reads nothing before it is told to. */
async function peerAt(
  scratch: Scratch,
  address: string,
  lies: Partial<Handshake> = {},
): Promise<Socket[]> {
  const [host = '', port] = address.split(':');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    const truth = { caller: 'peer', from: nodeIdOfAddress(address), to: OWN.node } as const;
    const handshake = { ...spokenVersions(PROTOCOL_NEWEST), ...truth, deployment: 1, ...lies };
    socket.write(encodeHandshake(handshake, nodeChecksum));
  });
  scratch.defer(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(Number(port), host, resolve));
  return sockets;
}

function linkTo(scratch: Scratch, address: string) {
  const [pool, heard] = [new CountingPool(), new Heard()];
  const link = new PeerLink(
    nodeIdOfAddress(address),
    OWN,
    {
      pool,
      transport: PLAIN,
      sendQueueBytesMax: QUEUE_BYTES_MAX,
      sendQueueMessagesMax: QUEUE_MESSAGES_MAX,
    },
    heard,
  );
  scratch.defer(() => link.close());
  return { link, pool, heard };
}

test('what is sent while there is no connection is lost and counted, and its buffer comes back', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const { link, pool, heard } = linkTo(scratch, address);
    link.send(frames(8));
    t.is(link.dropped, 1);
    t.is(pool.given, 1);
    await peerAt(scratch, address);
    await eventually('the link is up', () => heard.up.length === 1);
    link.send(frames(8));
    await eventually('the buffer comes back', () => pool.given === 2);
    t.is(link.dropped, 1);
  });
});

test('for a peer that does not read a bounded number of bytes waits; the rest is lost', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const sockets = await peerAt(scratch, address);
    const { link, pool, heard } = linkTo(scratch, address);
    await eventually('the link is up', () => heard.up.length === 1);
    const sends = (2 * QUEUE_BYTES_MAX) / MIB;
    for (let i = 0; i < sends; i++) {
      link.send(frames(MIB));
    }
    const waiting = sends - link.dropped;
    // What the system itself holds on both sides does not wait in this process.
    t.true(waiting * MIB <= QUEUE_BYTES_MAX + 32 * MIB, `${waiting} MiB wait`);
    t.true(waiting * MIB >= QUEUE_BYTES_MAX, 'less would be lost without need');
    let received = 0;
    sockets[0]?.on('data', (chunk) => {
      received += chunk.length;
    });
    // Everything that was taken in arrives, and every buffer comes back once.
    await eventually('it arrives', () => received === HANDSHAKE_BYTES + waiting * MIB);
    await eventually('the buffers come back', () => pool.given === sends);
  });
});

// Fails when `#isFull` (src/io/network/peer-link.ts) looks at bytes alone.
test('for a peer that does not read a bounded number of messages waits; the rest is lost', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const sockets = await peerAt(scratch, address);
    const { link, pool, heard } = linkTo(scratch, address);
    await eventually('the link is up', () => heard.up.length === 1);
    // More than the system holds, so that everything behind it waits.
    link.send(frames(32 * MIB));
    for (let i = 0; i < 2 * QUEUE_MESSAGES_MAX; i += 10) {
      link.send(frames(8, 10));
    }
    t.is(link.dropped, QUEUE_MESSAGES_MAX / 10);
    sockets[0]?.resume();
    await eventually('the buffers come back', () => pool.given === QUEUE_MESSAGES_MAX / 5 + 1);
    link.send(frames(8, 10));
    t.is(link.dropped, QUEUE_MESSAGES_MAX / 10);
  });
});

test('a link whose connection breaks says so, and comes up again by itself', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const sockets = await peerAt(scratch, address);
    const { heard } = linkTo(scratch, address);
    await eventually('the link is up', () => heard.up.length === 1);
    sockets[0]?.destroy();
    await eventually('it is down', () => heard.down.length === 1);
    await eventually('it is up again', () => heard.up.length === 2);
    t.deepEqual(heard.reasons, []);
  });
});

const WRONG: readonly (readonly [title: string, lies: Partial<Handshake>, reason: RegExp])[] = [
  ['of another deployment', { deployment: 7 }, /deployment 7, this is deployment 1/],
  ['of another version', { version: 9, newest: 9 }, /version 9, this build speaks versions 1 to 2/],
  ['that is another node', { from: nodeIdOfAddress('10.0.0.3:80') }, /\(10\.0\.0\.3:80\)/],
];

for (const [title, lies, reason] of WRONG) {
  test(`nothing is sent to a peer ${title}, and the link says why`, async (t) => {
    await withScratch(async (scratch) => {
      const [address = ''] = await ownAddresses(1);
      await peerAt(scratch, address, lies);
      const { link, heard } = linkTo(scratch, address);
      await eventually('it is refused', () => heard.reasons.length > 0);
      t.regex(heard.reasons[0] ?? '', reason);
      link.send(frames(8));
      t.is(link.dropped, 1);
      t.deepEqual(heard.up, []);
    });
  });
}
