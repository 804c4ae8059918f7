import test from 'ava';
import type { NodeId } from '../../src/base/ids.ts';
import { NodeContext } from '../../src/engine/context.ts';
import type { Effect } from '../../src/engine/events.ts';
import { FORMER_PEERS_MAX, forgetPeers } from '../../src/engine/forgetting.ts';
import { DEFAULT_TUNING } from '../../src/engine/options.ts';
import type { Replica } from '../../src/engine/replica.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';
import { group, node, term } from '../branded.ts';
import { BenchNode, memberOf } from './bench-node.ts';

const OPTIONS = {
  ...memberOf(1),
  deployment: 1,
  seed: 1,
  firstReadId: 1,
  tracksDigest: false,
  store: 'memory' as const,
  groups: [],
  tuning: DEFAULT_TUNING,
};
const buffers = { take: (bytes: number) => new Uint8Array(bytes), give: () => undefined };

function contextOf(...members: readonly NodeId[]): NodeContext {
  const ports = { checksum: nodeChecksum, utf8: nodeUtf8, buffers };
  const context = new NodeContext(OPTIONS, ports, null, () => undefined);
  const configuration = { voters: members, outgoing: [], learners: [], witnesses: [] };
  const replica = { raft: { state: { configuration } }, admission: null } as unknown as Replica;
  context.replicas.set(group(1), replica);
  return context;
}

/** `count` peers connect, hear something and are gone again. */
function meetPeers(context: NodeContext, count: number): void {
  for (let peer = 2; peer < count + 2; peer++) {
    context.peerVersions.set(node(peer), 2);
    context.outbox.speak(node(peer), 2);
  }
}

// Fails when `forgetPeers` (src/engine/forgetting.ts) deletes nothing, or keeps `connected` alone.
test('of peers that are gone a node remembers so many, and all that it still needs', (t) => {
  const member = node(2);
  const connected = node(3);
  const context = contextOf(node(1), member);
  context.connected.add(connected);
  meetPeers(context, FORMER_PEERS_MAX);
  forgetPeers(context);
  t.is(context.peerVersions.size, FORMER_PEERS_MAX);
  meetPeers(context, FORMER_PEERS_MAX + 1);
  forgetPeers(context);
  t.deepEqual([...context.peerVersions.keys()], [member, connected]);
  t.is(context.outbox.peers, 2);
});

test('what is about to leave for a peer that is forgotten leaves', (t) => {
  const context = contextOf(node(1));
  meetPeers(context, FORMER_PEERS_MAX + 1);
  const message = { kind: 'timeoutNow', from: node(1), to: node(5), term: term(1) } as const;
  context.outbox.add({ group: group(1), message });
  forgetPeers(context);
  const effects: Effect[] = [];
  context.outbox.moveTo(effects);
  t.like(effects, [{ kind: 'send', to: node(5) }]);
});

// Fails when `disconnectFormer` (src/engine/forgetting.ts) does not look at who is a member, or at what
// was sent.
test('a node gives up its connections to whom it neither needs nor answers', (t) => {
  const cluster = BenchCluster.led(4);
  cluster.join(5);
  cluster.cutPower(4);
  t.like(cluster.change(1, { kind: 'remove', node: node(4) }), { kind: 'done' });
  // From now on node 1 sends nothing to node 3.
  cluster.elect(2);
  cluster.tick(250);
  t.deepEqual(cluster.bench(1).disconnected, [node(4)]);
  cluster.cutPower(5);
  cluster.tick(250);
  t.deepEqual(cluster.bench(1).disconnected, [node(4), node(5)]);
});

// Fails when `noteContacts` (src/engine/joining.ts) forgets nobody, or those that were given first.
test('a joining node asks so many of those that speak to it, and whom it was told of', (t) => {
  const given = node(2);
  const bench = BenchNode.started([
    { group: group(1), join: true, members: [], contacts: [given] },
  ]);
  for (let peer = 1000; peer < 2000; peer++) {
    bench.deliver({ kind: 'timeoutNow', from: node(peer), to: node(1), term: term(1) });
  }
  bench.settle();
  bench.tick(10);
  const asked = bench.sentOf('joinQuestion').map(({ to }) => to);
  t.is(new Set(asked).size, asked.length);
  t.is(asked.length, 256);
  t.true(asked.includes(given));
  t.true(asked.includes(node(1999)));
});
