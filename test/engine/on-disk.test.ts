import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import type { Tuning } from '../../src/engine/options.ts';
import { databaseName, pointerFile } from '../../src/storage/file-names.ts';
import { isStoreRequest } from '../../src/storage/store/store-request.ts';
import { group } from '../branded.ts';
import { MemoryDisk } from '../storage/memory-disk.ts';
import { BenchNode, groupsOf } from './bench-node.ts';

const GROUP = group(1);
const FIRST = databaseName(GROUP, 1);

/** A node whose machine is on disk, the sole voter of its group. */
function leading(tuning: Partial<Tuning> = {}, disk = new MemoryDisk()): BenchNode {
  const bench = BenchNode.started(groupsOf([1]), tuning, disk, { store: 'level' });
  bench.tick(20);
  return bench;
}

function put(bench: BenchNode, key: string, value: string): void {
  const id = bench.put(key, value);
  bench.settle();
  if (bench.answersTo(id)[0]?.kind !== 'written') {
    throw new Error(`${key} was not written`);
  }
}

/** The code with which the replica was stopped, and what else was said. */
function stoppedWith(bench: BenchNode): { readonly code: string; readonly message: string } {
  const error = bench.noticed('replicaQuarantined')[0]?.error;
  const code = error instanceof RaftLabError ? error.code : 'none';
  return { code, message: error?.message ?? '' };
}

test('a node on disk restarts after a kill with everything, and applies nothing twice', (t) => {
  const bench = leading();
  put(bench, 'k', 'v');
  bench.disk.kill();
  const again = leading({}, bench.disk);
  t.is(again.textOf('k'), 'v');
  t.is(again.noticed('databaseRefilled').length, 0);
});

test('a node on disk restarts after a power cut from the log, as far as its database lost writes', (t) => {
  const bench = leading();
  for (let i = 0; i < 10; i++) {
    put(bench, `k${i}`, `v${i}`);
  }
  bench.disk.cutPower();
  const again = leading({}, bench.disk);
  for (let i = 0; i < 10; i++) {
    t.is(again.textOf(`k${i}`), `v${i}`);
  }
});

// Fails when saveFromDisk (src/engine/saving-from-disk.ts) leaves out `syncDatabase`.
test('the log is compacted only past what the database has synced', (t) => {
  const tuning = { snapshotEntries: 5, compactionOverhead: 0, segmentBytes: 4096, segmentsMax: 2 };
  const bench = leading(tuning);
  for (let i = 0; i < 40; i++) {
    put(bench, `k${i % 7}`, `v${i}`);
    const syncs = bench.noticed('snapshotSaved').length;
    const { raft } = bench.node.replicas.get(GROUP) ?? {};
    t.true(syncs > 0 || raft?.state.log.compacted.index === 0);
  }
  t.true(bench.noticed('snapshotSaved').length > 3);
  bench.disk.cutPower();
  const again = leading(tuning, bench.disk);
  t.is(again.noticed('databaseRefilled').length, 0);
  t.is(again.textOf('k4'), 'v39');
});

test('a database that lost a write from its middle is filled anew, and nothing is missing', (t) => {
  const tuning = { snapshotEntries: 5, compactionOverhead: 0 };
  for (let lost = 0; lost < 20; lost++) {
    const bench = leading(tuning);
    for (let i = 0; i < 17; i++) {
      put(bench, `k${i % 3}`, `v${i}`);
    }
    bench.disk.kill();
    const image = bench.disk.stores.image(FIRST);
    const pending = image?.pendingBatches ?? 0;
    image?.crash((position) => position !== lost);
    const again = leading(tuning, bench.disk);
    t.is(again.noticed('databaseRefilled').length, lost < pending - 1 ? 1 : 0, `${lost}`);
    t.is(again.textOf('k1'), 'v16');
    t.is(again.textOf('k0'), 'v15');
    t.is(again.textOf('k2'), 'v14');
  }
});

test('a live database that was deleted stops the replica, and nothing else is touched', (t) => {
  const bench = leading();
  put(bench, 'k', 'v');
  bench.disk.kill();
  bench.disk.stores.submit({ kind: 'storeRemove', database: FIRST }, 0, 0).complete();
  const files = [...bench.disk.files.keys()];
  const again = BenchNode.started([], {}, bench.disk, { store: 'level' });
  const { code, message } = stoppedWith(again);
  t.is(code, 'STORE_LOST');
  t.true(message.includes(FIRST));
  t.deepEqual([...bench.disk.files.keys()], files);
});

test('a pointer that is gone or damaged stops the replica, and no database is removed', (t) => {
  for (const damage of ['gone', 'damaged']) {
    const bench = leading();
    put(bench, 'k', 'v');
    bench.disk.kill();
    const bytes = bench.disk.files.get(pointerFile(GROUP)) ?? new Uint8Array(0);
    if (damage === 'gone') {
      bench.disk.files.delete(pointerFile(GROUP));
    } else {
      bytes[10] = (bytes[10] as number) ^ 1;
    }
    const again = BenchNode.started([], {}, bench.disk, { store: 'level' });
    t.is(stoppedWith(again).code, damage === 'gone' ? 'STORE_LOST' : 'STORE_CORRUPT');
    t.deepEqual(bench.disk.stores.names, [FIRST]);
  }
});

test('what is not live is removed at the next start, after the live one was opened', (t) => {
  const bench = leading();
  put(bench, 'k', 'v');
  bench.disk.kill();
  const stray = databaseName(GROUP, 7);
  bench.disk.stores
    .submit({ kind: 'storeOpen', database: stray, mode: 'new', cacheBytes: 0 }, 0, 0)
    .complete();
  const opened: string[] = [];
  bench.disk.failure = (request) => {
    if (isStoreRequest(request) && 'database' in request) {
      opened.push(`${request.kind} ${request.database}`);
    }
    return null;
  };
  const again = leading({}, bench.disk);
  t.deepEqual(bench.disk.stores.names, [FIRST]);
  const at = (what: string) => opened.indexOf(what);
  t.true(at(`storeOpen ${FIRST}`) >= 0);
  t.true(at(`storeRemove ${stray}`) > at(`storeOpen ${FIRST}`));
  t.is(again.textOf('k'), 'v');
});

test('the store of a group cannot be changed by a restart', (t) => {
  for (const [before, after] of [
    ['level', 'memory'],
    ['memory', 'level'],
  ] as const) {
    const disk = new MemoryDisk();
    BenchNode.started(groupsOf([1]), {}, disk, { store: before });
    disk.kill();
    const again = BenchNode.started([], {}, disk, { store: after });
    const error = again.noticed('nodeFailed')[0]?.error;
    t.is(error instanceof RaftLabError ? error.code : 'none', 'MACHINE_TYPE_CHANGED');
    t.deepEqual(disk.stores.names, before === 'level' ? [FIRST] : []);
  }
});

test('a start that is cut off at any step begins again, and nothing was promised', (t) => {
  for (let steps = 0, isReady = false; !isReady; steps++) {
    const disk = new MemoryDisk();
    const bench = new BenchNode(groupsOf([1]), {}, disk, { store: 'level' });
    bench.turn();
    for (let step = 0; step < steps; step++) {
      bench.diskStep();
    }
    isReady = bench.noticed('ready').length > 0;
    disk.cutPower();
    const again = leading({}, disk);
    put(again, 'k', 'v');
    t.is(again.textOf('k'), 'v');
    t.is(disk.stores.names.length, 1, `${steps}`);
  }
});

test('an error of the database stops the replica and answers whoever waits', (t) => {
  const bench = leading();
  bench.disk.failure = ({ kind }) => (kind === 'storeWrite' || kind === 'storeRead' ? 'EIO' : null);
  const read = bench.read('k', 'stale');
  const write = bench.put('k', 'v');
  bench.settle();
  t.is(stoppedWith(bench).code, 'DISK_FAILED');
  t.is(bench.answersTo(read).length, 1);
  t.is(bench.answersTo(write).length, 1);
});

test('values that are longer together than what may be read at once are read in parts', (t) => {
  const bench = leading({ storeReadBytesMax: 10 });
  for (const round of ['a', 'b']) {
    const ids = Array.from({ length: 20 }, (_, i) => bench.put(`k${i}`, `${round}`.repeat(9)));
    bench.settle();
    for (const id of ids) {
      t.like(bench.answersTo(id), [{ kind: 'written' }]);
    }
  }
  t.is(bench.textOf('k19'), 'bbbbbbbbb');
});
