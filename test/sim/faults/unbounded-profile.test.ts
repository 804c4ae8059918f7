import test from 'ava';
import { drawUnboundedConfig } from '../../../sim/config/unbounded-profile.ts';
import { NO_DISK_FAULTS } from '../../../sim/disk/disk-faults.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const PPM = 1_000_000;

function run(seed: string, diskFaults: Partial<typeof NO_DISK_FAULTS>) {
  const config = drawUnboundedConfig(seed, { nodes: 3, groups: 1, durationMicros: 15 * SECOND });
  return runSeed(
    { ...config, diskFaults: { ...NO_DISK_FAULTS, isUnbounded: true, ...diskFaults } },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
  );
}

test('damage on any number of machines never makes the others lie', (t) => {
  const { verdict, violation, counts, excused } = run('1', { damageMicros: SECOND });
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.faults.readCorruption + counts.faults.readError > 3);
  t.deepEqual(excused, {});
});

test('machines that come back with an empty disk refuse to take part, however many', (t) => {
  const { verdict, violation, counts, excused } = run('2', { wipeMicros: 2 * SECOND });
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.faults.wipedDisk > 2);
  t.deepEqual(excused, {});
});

test('disks that lie about syncs break what Raft promises, and the run is excused of that alone', (t) => {
  const { verdict, violation, counts, excused } = run('3', { lostSync: PPM / 2 });
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.faults.lostSync > 0);
  t.true(Object.keys(excused).length > 0);
});
