import test from 'ava';
import { present } from '../../src/base/invariant.ts';
import type { Tuning } from '../../src/engine/options.ts';
import { ENTRY_HEADER_BYTES } from '../../src/raft/entry.ts';
import { BenchCluster } from '../acceptance/bench-cluster.ts';
import { group } from '../branded.ts';
import { BenchNode } from './bench-node.ts';

const SNAPPY: Partial<Tuning> = { entryCompression: 'snappy', snapshotCompression: 'snappy' };
const TEXT = 'a value that says the same again and again, '.repeat(40);

function lastEntryOf(bench: BenchNode) {
  const { log } = present(bench.node.replicas.get(group(1)), 'the group runs').raft.state;
  const { bytes, start, end } = log.entryAt(log.lastIndex);
  return { version: bytes[start + ENTRY_HEADER_BYTES], bytes: end - start };
}

/** Everybody has heard that everybody speaks version 2. */
function meet(cluster: BenchCluster): void {
  for (const [id, peers] of [
    [1, [2, 3]],
    [2, [1, 3]],
    [3, [1, 2]],
  ] as const) {
    for (const peer of peers) {
      cluster.bench(id).meetPeer(peer, 2);
    }
  }
  cluster.settle();
}

test('a command that is worth it is compressed in the log, and applied as it was written', (t) => {
  const bench = BenchNode.leading(1, SNAPPY);
  bench.put('k', TEXT);
  bench.tick(1);
  t.is(bench.textOf('k'), TEXT);
  const entry = lastEntryOf(bench);
  t.is(entry.version, 2);
  t.true(entry.bytes < TEXT.length / 4);
  bench.put('short', 'v');
  bench.tick(1);
  t.is(lastEntryOf(bench).version, 1);
  t.is(bench.node.counts.compressedCommands, 1);
});

test('every replica has the same content, whether its log, snapshots or neither are compressed', (t) => {
  for (const tuning of [SNAPPY, { ...SNAPPY, entryCompression: 'none' as const }]) {
    const rules = { compactionOverhead: 0, snapshotEntries: 1e9, snapshotChunkBytes: 512 };
    const cluster = BenchCluster.led(3, { ...tuning, ...rules });
    meet(cluster);
    cluster.cut(3);
    for (let i = 0; i < 30; i++) {
      cluster.put(1, `k${i}`, `${TEXT} ${i}`);
    }
    cluster.bench(1).operate({ kind: 'snapshot' });
    cluster.settle();
    t.true(cluster.replica(1).snapshot.bytes < (30 * TEXT.length) / 2);
    cluster.heal();
    cluster.tick(6);
    const digests = [1, 2, 3].map((id) => cluster.replica(id).machine.digest?.value);
    t.is(new Set(digests).size, 1);
    t.is(cluster.bench(3).textOf('k29'), `${TEXT} 29`);
    cluster.cutPower(3);
    cluster.start(3);
    cluster.tick(3);
    t.is(cluster.bench(3).textOf('k29'), `${TEXT} 29`);
  }
});

test('nothing is compressed while a member is not known to read it', (t) => {
  const cluster = BenchCluster.led(3, SNAPPY);
  const versionOf = () => lastEntryOf(cluster.bench(1)).version;
  cluster.bench(1).meetPeer(2, 2);
  cluster.put(1, 'k', TEXT);
  t.is(versionOf(), 1);
  cluster.bench(1).meetPeer(3, 1);
  cluster.put(1, 'k', TEXT);
  t.is(versionOf(), 1);
  cluster.bench(1).meetPeer(3, 2);
  cluster.put(1, 'k', TEXT);
  t.is(versionOf(), 2);
});

test('a client cannot bring a compressed command into the log', (t) => {
  const bench = BenchNode.leading(1, SNAPPY);
  bench.put('k', TEXT);
  bench.tick(1);
  const { log } = present(bench.node.replicas.get(group(1)), 'the group runs').raft.state;
  const { bytes, start, end } = log.entryAt(log.lastIndex);
  const payload = bytes.slice(start + ENTRY_HEADER_BYTES, end);
  const frame = new Uint8Array(13 + payload.length);
  new DataView(frame.buffer).setUint32(0, frame.length - 4, true);
  new DataView(frame.buffer).setUint32(4, 77, true);
  new DataView(frame.buffer).setUint32(9, 1, true);
  frame.set(payload, 13);
  bench.request(frame, 77);
  bench.settle();
  t.like(bench.answersTo(77), [{ kind: 'refused', code: 'invalid' }]);
});
