import test from 'ava';
import { binaryBlocks } from '../../src/codec/snapshot/binary-blocks.ts';
import { SnapshotWriter } from '../../src/codec/snapshot/snapshot-writer.ts';
import { thriftBlocks } from '../../src/codec/snapshot/thrift-blocks.ts';
import type { StoreKind } from '../../src/engine/options.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { incarnationOf } from '../../src/raft/incarnation.ts';
import type { Disk } from '../../src/storage/disk.ts';
import { runTask } from '../../src/storage/disk-task.ts';
import { exportGroup } from '../../src/storage/export-group.ts';
import { databaseName } from '../../src/storage/file-names.ts';
import { type Import, importGroup } from '../../src/storage/import-group.ts';
import { MACHINE_TYPES } from '../../src/storage/machine-type.ts';
import { group } from '../branded.ts';
import { BenchNode, groupsOf, memberOf } from '../engine/bench-node.ts';
import { MemoryDisk } from './memory-disk.ts';

const CODECS = { binary: binaryBlocks(nodeUtf8), thrift: thriftBlocks(nodeUtf8) };
const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };
const FIRST = databaseName(group(1), 1);
/** With a snapshot the database is synced. */
const SNAPSHOT_EVERY = 8;

/** Node 1, alone in its group, after some writes with snapshots among them. */
function veteran(store: StoreKind, writes = 12): MemoryDisk {
  const bench = BenchNode.started(groupsOf([1]), {}, new MemoryDisk(), { store });
  bench.tick(20);
  bench.put('', '', { kind: 'registerSession' });
  for (let i = 0; i < writes; i++) {
    bench.put(`k${i % 5}`, `v${i}`);
    bench.settle();
    if (i % SNAPSHOT_EVERY === SNAPSHOT_EVERY - 1) {
      bench.operate({ kind: 'snapshot' });
      bench.settle();
    }
  }
  bench.disk.kill();
  return bench.disk;
}

function exported(disk: MemoryDisk): Uint8Array {
  const order = { group: group(1), entries: 'all', codecs: CODECS, ...PLATFORM } as const;
  const { content } = disk.run(exportGroup(order));
  return new SnapshotWriter(content, CODECS.binary, nodeChecksum).next(2 ** 30).slice();
}

function importOf(bytes: Uint8Array, self: number, machineType: string | null = null): Import {
  return {
    self: memberOf(self),
    members: [1, 4].map((id) => ({ ...memberOf(id), role: 'voter' })),
    deployment: 1,
    machineType,
    source: { name: 'export', pieces: () => [bytes], codecs: CODECS, checksum: nodeChecksum },
    ...PLATFORM,
    segmentBytes: 64 * 1024,
  };
}

function restarted(disk: MemoryDisk, id = 1): BenchNode {
  return BenchNode.started([], {}, disk, { ...memberOf(id), store: 'level' });
}

/** O: as it was; N: the new life, whole; - : nothing of the group. */
function lifeOf(bench: BenchNode): string {
  const replica = bench.node.replicas.get(group(1));
  if (replica?.isRunning !== true) {
    return replica === undefined ? '-' : '!';
  }
  bench.tick(25);
  const members = replica.machine.membership.members.map(({ node }) => node as number).join();
  const isNew = incarnationOf(replica.raft.state.term) === 1;
  const kept = `${bench.textOf('k1')} ${bench.textOf('k0')}`;
  if (isNew) {
    return members === '1,4' && kept === 'v11 v10' ? 'N' : '?';
  }
  return members === '1' && kept === 'v16 v15' ? 'O' : '?';
}

// Fails when `copy` (src/storage/store/offline-database.ts) believes a database that lacks writes.
test('an export of a store on disk is that of one in memory, whatever the store lost', (t) => {
  const expected = exported(veteran('memory'));
  t.deepEqual(exported(veteran('level')), expected);
  for (const lost of [0, 1, 2]) {
    const cut = veteran('level');
    cut.stores.image(FIRST)?.crash((position) => position !== lost);
    t.deepEqual(exported(cut), expected, `${lost}`);
  }
});

test('an export leaves the directory as it was', (t) => {
  const disk = veteran('level');
  const files = new Map([...disk.files].map(([file, bytes]) => [file, bytes.slice()]));
  const databases = disk.stores.names;
  exported(disk);
  t.deepEqual(disk.files, files);
  t.deepEqual(disk.stores.names, databases);
});

test('a new host and a survivor with a store on disk go on from the imported snapshot', (t) => {
  const bytes = exported(veteran('level'));
  const survivor = veteran('level', 17);
  survivor.run(importGroup(importOf(bytes, 1)));
  const fresh = new MemoryDisk();
  fresh.run(importGroup(importOf(bytes, 4, MACHINE_TYPES.level)));
  for (const bench of [restarted(survivor), restarted(fresh, 4)]) {
    t.is(lifeOf(bench), 'N');
    t.is(bench.noticed('databaseRefilled').length, 1);
    t.is(bench.disk.stores.names.length, 1);
  }
});

test('a store of another kind than the recorded one is refused', (t) => {
  const disk = veteran('level');
  const order = importOf(exported(disk), 1, MACHINE_TYPES.memory);
  t.throws(() => disk.run(importGroup(order)), { code: 'MACHINE_TYPE_CHANGED' });
});

// Fails when importGroup (src/storage/import-group.ts) appends to the log before the new database is live.
test('power cut at each step of an import leaves the old store’s state or the new one', (t) => {
  const bytes = exported(veteran('level'));
  let outcomes = '';
  for (let cut = 0; !outcomes.endsWith('N.'); cut++) {
    const disk = veteran('level', 17);
    let left = cut;
    const cutOff: Disk = {
      request: (request, then) => {
        left--;
        if (left >= 0) {
          disk.request(request, then);
        }
      },
    };
    let isDone = false;
    runTask(cutOff, importGroup(importOf(bytes, 1)), {
      done: () => {
        isDone = true;
      },
      failed: (error) => t.fail(error.message),
    });
    disk.settle();
    disk.cutPower();
    outcomes += lifeOf(restarted(disk)) + (isDone ? '.' : '');
  }
  t.regex(outcomes, /^O{10,}N+\.$/);
});
