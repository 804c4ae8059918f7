import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { mutualTls } from '../../src/io/network/mutual-tls.ts';
import { PLAIN } from '../../src/io/network/transport.ts';
import { parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { tlsMaterialOf } from '../../src/process/tls-material.ts';
import { eventually } from './deadline.ts';
import { ownAddresses } from './own-addresses.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

/** Beside the sources: nothing copies them to where tests are compiled to. */
const CERTIFICATES = fileURLToPath(new URL('../../../test/process/certificates/', import.meta.url));
/** The certificates are for this address alone. */
const HOST = '127.0.0.1';

function filesOf(who: 'cluster' | 'stranger') {
  return {
    caFile: `${CERTIFICATES}${who}-ca.pem`,
    certFile: `${CERTIFICATES}${who}-cert.pem`,
    keyFile: `${CERTIFICATES}${who}-key.pem`,
  };
}

function transportOf(who: 'cluster' | 'stranger') {
  const { caFile, certFile, keyFile } = filesOf(who);
  return mutualTls({
    ca: readFileSync(caFile),
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
  });
}

function nodeOf(scratch: Scratch, address: string, members: readonly string[], tls: object) {
  const config = parseNodeConfig({
    address,
    directory: scratch.path(`node-${address.split(':')[1]}`),
    members,
    tuning: { tickMs: 40 },
    ...tls,
  });
  return scratch.node(new NodeProcess(config));
}

test('nodes that show certificates of one authority form a cluster, and a client without one is not served', async (t) => {
  await withScratch(async (scratch) => {
    const addresses = await ownAddresses(3, HOST);
    const tls = { mutualTls: true, ...filesOf('cluster') };
    const nodes = addresses.map((address) => nodeOf(scratch, address, addresses, tls));
    await Promise.all(nodes.map((node) => node.start()));
    const client = new TestClient(addresses, transportOf('cluster'));
    scratch.defer(() => client.close());
    await client.put('k', 'v');
    t.is(await client.get('k'), 'v');
    for (const transport of [PLAIN, transportOf('stranger')]) {
      const stranger = new TestClient(addresses, transport);
      const answer = stranger.status(addresses[0] as string).then(
        () => 'answered',
        () => 'not answered',
      );
      const refused = async () => (await nodes[0]?.statistics())?.refusedConnections.garbage ?? 0;
      const before = await refused();
      await eventually('it is refused once more', async () => (await refused()) > before);
      stranger.close();
      t.not(await Promise.race([answer, Promise.resolve('no answer yet')]), 'answered');
    }
  });
});

test('a node says that the certificate of a peer is not one of its authority', async (t) => {
  await withScratch(async (scratch) => {
    const addresses = await ownAddresses(2, HOST);
    const [first = '', second = ''] = addresses;
    const node = nodeOf(scratch, first, addresses, { mutualTls: true, ...filesOf('cluster') });
    const other = nodeOf(scratch, second, addresses, { mutualTls: true, ...filesOf('stranger') });
    await Promise.all([node.start(), other.start()]);
    // What it refuses as the one that is connected to names no port, and may come first.
    const said = new RegExp(`no connection with ${second}: no encrypted connection: `);
    await eventually('it says so', () => said.test(node.stderr));
    t.pass();
  });
});

test('what speaks in the clear gets no byte back from a node with certificates', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1, HOST);
    const node = nodeOf(scratch, address, [address], { mutualTls: true, ...filesOf('cluster') });
    await node.start();
    const socket = connect({ host: HOST, port: Number(address.split(':')[1]) });
    scratch.defer(() => void socket.destroy());
    const received: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => received.push(chunk));
    socket.write('RLAB and whatever follows, long enough for a handshake of any kind\n');
    await new Promise((resolve) => socket.once('close', resolve));
    // At most the alert of TLS, which says nothing of the node.
    t.true(Buffer.concat(received).length <= 7);
  });
});

const CONFIG = { address: `${HOST}:1`, directory: 'd', mutualTls: true } as const;
const REFUSED: readonly (readonly [what: string, files: object, message: RegExp])[] = [
  ['a missing file', { certFile: '/nowhere' }, /^certFile \/nowhere: expected a file .*ENOENT/],
  [
    'no certificate',
    { caFile: filesOf('cluster').keyFile },
    /^caFile .*: expected a certificate in PEM$/,
  ],
  [
    'another key',
    { keyFile: filesOf('stranger').keyFile },
    /^keyFile .*: expected the private key of certFile .*: key values mismatch$/,
  ],
  [
    'another address',
    { address: '127.0.0.2:1' },
    /^certFile .*: expected a certificate for 127\.0\.0\.2, .* it has IP Address:127\.0\.0\.1$/,
  ],
];
for (const [what, files, message] of REFUSED) {
  test(`a node with ${what} in place of what TLS needs does not start`, (t) => {
    const config = parseNodeConfig({ ...CONFIG, ...filesOf('cluster'), ...files });
    t.throws(() => tlsMaterialOf(config, (path) => path), { code: 'INVALID_CONFIG', message });
  });
}

test('TLS takes all of its three files, and files take TLS', (t) => {
  const { keyFile, ...two } = filesOf('cluster');
  t.throws(() => parseNodeConfig({ ...CONFIG, ...two }), { message: /^keyFile \(missing\): / });
  const plain = { ...CONFIG, mutualTls: false, keyFile };
  t.throws(() => parseNodeConfig(plain), { message: /without mutualTls$/ });
});
