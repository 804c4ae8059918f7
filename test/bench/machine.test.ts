import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { describeCommit } from '../../bench/machine/commit.ts';
import { describeDisk, diskText } from '../../bench/machine/disk.ts';
import { mountOf, parseMounts } from '../../bench/machine/mounts.ts';
import { describeMachine, machineLine } from '../../bench/machine.ts';
import { inDirectory } from './bench-process.ts';

const MOUNTS = parseMounts(
  [
    '/dev/vda1 / ext4 rw,relatime 0 0',
    'tmpfs /tmp tmpfs rw 0 0',
    '/dev/nvme0n1p2 /data xfs rw,noatime 0 0',
    '/dev/sdb /data/my\\040disk ext4 rw 0 0',
    '/dev/sdc /data xfs ro 0 0',
    'garbage',
  ].join('\n'),
);

test('a path belongs to the deepest mount above it, not to one with a similar name', (t) => {
  t.is(mountOf('/tmp/x', MOUNTS)?.filesystem, 'tmpfs');
  t.is(mountOf('/tmpfoo', MOUNTS)?.device, '/dev/vda1');
  t.is(mountOf('/data/my disk/log', MOUNTS)?.device, '/dev/sdb');
});

test('what was mounted last on a directory hides what was there before', (t) => {
  t.is(mountOf('/data/log', MOUNTS)?.device, '/dev/sdc');
});

test('a disk is described by device, filesystem, cache, mount and its options', (t) => {
  const mount = { device: '/dev/sda', directory: '/', filesystem: 'ext4', options: 'rw' };
  t.is(diskText(mount, 'write back'), '/dev/sda (ext4, write back cache) mounted at / with rw');
  t.is(diskText(mount, undefined), '/dev/sda (ext4) mounted at / with rw');
});

test('this machine can be described', (t) => {
  const machine = describeMachine('.');
  t.true(machine.cores >= 1);
  t.true(machine.memoryBytes > 0);
  t.is(machine.node, process.version);
  t.is(machine.disk, describeDisk('.'));
  t.false(machineLine(machine).includes('\n'));
});

test('a package outside a repository is named by its version', async (t) => {
  await inDirectory(async (directory) => {
    cpSync('package.json', join(directory, 'package.json'));
    t.regex(describeCommit(directory), /^\d+\.\d+\.\d+/);
  });
});

test('a package inside the repository of somebody else is named by its version', async (t) => {
  cpSync('package.json', join('dist', 'commit-test', 'package.json'));
  t.regex(describeCommit(join('dist', 'commit-test')), /^\d+\.\d+\.\d+/);
  rmSync(join('dist', 'commit-test'), { recursive: true });
});
