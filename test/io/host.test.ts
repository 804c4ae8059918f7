import { createServer, type Socket } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import test from 'ava';
import { nodeIdOfAddress } from '../../src/base/address.ts';
import { encodeHandshake } from '../../src/codec/handshake.ts';
import { PROTOCOL_NEWEST, spokenVersions } from '../../src/codec/protocol-version.ts';
import type { Effect, EventBatch } from '../../src/engine/events.ts';
import { DEFAULT_TUNING } from '../../src/engine/options.ts';
import { Host } from '../../src/io/host.ts';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { eventually } from '../process/deadline.ts';
import { ownAddresses } from '../process/own-addresses.ts';
import { type Scratch, withScratch } from '../process/scratch.ts';

/** Several times as long as a link waits before it tries again. */
const RETRIES_MS = 200;

/** A node that wants whatever a test puts in front of it. */
class Puppet {
  readonly options;
  readonly heard: string[] = [];
  effects: Effect[] = [];

  constructor(address: string) {
    const node = nodeIdOfAddress(address);
    this.options = { node, deployment: 1, tuning: { ...DEFAULT_TUNING, tickMicros: 10_000 } };
  }

  handle({ events }: EventBatch): readonly Effect[] {
    this.heard.push(...events.map(({ kind }) => kind));
    return this.effects.splice(0);
  }
}

/** All connections that a peer has been called on. */
async function peerAt(scratch: Scratch, address: string): Promise<Socket[]> {
  const [host = '', port] = address.split(':');
  const sockets: Socket[] = [];
  const from = nodeIdOfAddress(address);
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    const handshake = { caller: 'peer', from, to: from, deployment: 1 } as const;
    socket.write(
      encodeHandshake({ ...spokenVersions(PROTOCOL_NEWEST), ...handshake }, nodeChecksum),
    );
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

// Fails when `#disconnect` (src/io/host.ts) forgets the link without closing it, or closes it without
// forgetting it.
test('a peer that a node gives up is left alone until something is sent to it', async (t) => {
  await withScratch(async (scratch) => {
    const [own = '', address = ''] = await ownAddresses(2);
    const sockets = await peerAt(scratch, address);
    const node = new Puppet(own);
    const host = new Host(
      () => node,
      { directory: scratch.directory },
      () => undefined,
    );
    scratch.defer(() => host.close());
    await host.start(own.split(':')[0] as string);
    const to = nodeIdOfAddress(address);
    const send = { kind: 'send', to, lane: 'bulk', length: 0, messages: 1 } as const;
    node.effects = [{ ...send, buffer: new Uint8Array(0) }];
    await eventually('two connections stand', () => sockets.length === 2);
    await eventually('the node hears', () => node.heard.includes('peerUp'));

    node.effects = [{ kind: 'disconnect', peer: to }];
    await eventually('the node hears', () => node.heard.includes('peerDown'));
    await pass(RETRIES_MS);
    t.is(sockets.length, 2);
    t.true(sockets.every(({ readableEnded }) => readableEnded));
    t.is(host.statistics.droppedSends, 1);

    node.effects = [{ ...send, buffer: new Uint8Array(0) }];
    await eventually('there are new ones', () => sockets.length === 4);
  });
});
