import test from 'ava';
import { drawDiskConfig } from '../../../sim/config/disk-profile.ts';
import { NO_DISK_FAULTS } from '../../../sim/disk/disk-faults.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const PPM = 1_000_000;

function run(seed: string, diskFaults: Partial<typeof NO_DISK_FAULTS>) {
  const config = drawDiskConfig(seed, { nodes: 3, groups: 1, durationMicros: 20 * SECOND });
  const network = { ...config.network, loss: 0, duplicate: 0 };
  return runSeed(
    { ...config, network, diskFaults: { ...NO_DISK_FAULTS, ...diskFaults } },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
  );
}

test('machines whose disks are damaged are found out and replaced, and the cluster is whole again', (t) => {
  let replaced = 0;
  for (const seed of ['4', '5', '6', '7']) {
    const { verdict, violation, counts } = run(seed, { damageMicros: 3 * SECOND });
    t.is(verdict, 'pass', violation?.message ?? '');
    replaced += counts.faults.rejoinAsNew;
  }
  t.true(replaced > 0);
});

test('nodes whose syncs fail stop, and are started again', (t) => {
  const { verdict, violation, counts } = run('8', { syncError: PPM / 100 });
  t.is(verdict, 'pass', violation?.message ?? '');
  t.true(counts.faults.syncError > 3);
  t.true(counts.faults.restart > counts.faults.crash);
});

test('power cuts in the midst of log writes tear some of them', (t) => {
  const { verdict, violation, counts } = run('5', { crashInSync: PPM / 20 });
  t.is(verdict, 'pass', violation?.message ?? '');
  t.true(counts.faults.tornWrite > 0, `${counts.faults.tornWrite} torn writes`);
});

test('a disk that is full for good is replaced like a damaged one', (t) => {
  const { verdict, violation, counts } = run('6', { fullMicros: 4 * SECOND, staysFull: PPM });
  t.is(verdict, 'pass', violation?.message ?? '');
  t.true(counts.faults.diskFull > 0);
  t.true(counts.faults.rejoinAsNew > 0);
});
