import { readdirSync, rmSync } from 'node:fs';
import test from 'ava';
import { eventually } from '../process/deadline.ts';
import { ownAddresses } from '../process/own-addresses.ts';
import { type Scratch, withScratch } from '../process/scratch.ts';
import { TestClient } from '../process/test-client.ts';
import { askRaftlab, Raftlab } from './raftlab.ts';

async function start(scratch: Scratch, directory: string, args: readonly string[]) {
  const node = new Raftlab(scratch.directory, [...args, '-d', directory]);
  scratch.defer(async () => void (await node.stop()));
  await eventually('the node is ready', () => {
    if (node.child.exitCode !== null) {
      throw new Error(`the node ended: ${node.stderr}`);
    }
    return node.isReady;
  });
  return node;
}

function at(address: string): string[] {
  const [host = '', port = ''] = address.split(':');
  return ['-i', host, '-p', port];
}

test('a group whose quorum is lost goes on with other members, and refuses those it had', async (t) => {
  await withScratch(async (scratch) => {
    const [old = '', lost = '', young = ''] = await ownAddresses(3);
    const [oldDirectory, lostDirectory] = [scratch.path('old'), scratch.path('lost')];
    const cluster = ['-c', `${old},${lost}`];
    const level = ['--store', 'level'];
    const first = await start(scratch, oldDirectory, ['init', ...at(old), ...cluster, ...level]);
    const second = await start(scratch, lostDirectory, ['init', ...at(lost), ...cluster]);
    const before = new TestClient([old, lost]);
    scratch.defer(() => before.close());
    await before.put('k', 'kept');

    const file = scratch.path('export');
    const inUse = await askRaftlab('export', '-d', oldDirectory, '--out', file);
    t.is(inUse.code, 1);
    const locked = `raftlab: DIRECTORY_LOCKED: --data-dir ${oldDirectory}: in use by process `;
    t.true(inUse.stderr.startsWith(locked), inUse.stderr);
    await first.stop();
    await second.stop();

    const done = await askRaftlab('export', '-d', oldDirectory, '--out', file, '--all-entries');
    t.is(done.stderr, '');
    t.regex(done.stdout, /^group 0 through entry \d+: 1 records in \d+ bytes/);
    const list = ['--snapshot', file, '--members', `${old},${young}`];
    for (const host of [
      ['-d', oldDirectory],
      ['-d', scratch.path('young'), '--address', young],
    ]) {
      const imported = await askRaftlab('import', ...host, ...list);
      t.is(imported.stderr, '');
      t.regex(imported.stdout, new RegExp(`members ${old}, ${young}|members ${young}, ${old}`));
    }

    await start(scratch, oldDirectory, ['init', ...at(old), ...level]);
    await start(scratch, scratch.path('young'), ['join', ...at(young)]);
    const after = new TestClient([old, young]);
    scratch.defer(() => after.close());
    t.is(await after.get('k'), 'kept');
    await after.put('k', 'written after');
    t.is(await after.get('k'), 'written after');

    const refused = new Raftlab(scratch.directory, ['init', ...at(lost), '-d', lostDirectory]);
    scratch.defer(async () => void (await refused.stop()));
    const { code, stderr } = await refused.finished;
    t.is(code, 1);
    t.true(stderr.includes('NODE_REMOVED'), stderr);
  });
});

test('an export of a directory without its log says that it was lost', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const directory = scratch.path('data');
    const node = await start(scratch, directory, ['init', ...at(address), '-c', address]);
    await node.stop();
    for (const file of readdirSync(directory).filter((name) => name.startsWith('log-'))) {
      rmSync(`${directory}/${file}`);
    }
    const { code, stderr } = await askRaftlab(
      'export',
      '-d',
      directory,
      '--out',
      scratch.path('f'),
    );
    t.is(code, 1);
    t.regex(stderr, /^raftlab: LOG_LOST: group 0 ran on this node, [^\n]+\n$/);
  });
});

test('what an import is told wrongly ends with 2, one line that names it, and leaves no file', async (t) => {
  await withScratch(async ({ directory }) => {
    const ask = (...flags: string[]) => askRaftlab('import', '-d', directory, ...flags);
    const snapshot = ['--snapshot', `${directory}/none`];
    const members = ['--members', '10.0.0.1:80'];
    for (const [code, named, ...flags] of [
      [2, '--members', ...snapshot],
      [2, '"x"', ...snapshot, '--members', 'x'],
      [2, '--address', ...snapshot, ...members],
      [1, 'none', ...snapshot, ...members, '--address', '10.0.0.1:80'],
    ] as const) {
      const ended = await ask(...flags);
      t.is(ended.code, code, ended.stderr);
      t.regex(ended.stderr, /^raftlab: [^\n]+\n$/);
      t.true(ended.stderr.includes(named), ended.stderr);
    }
    t.deepEqual(readdirSync(directory), []);
    const { code, stderr } = await askRaftlab(
      'export',
      '-d',
      directory,
      '--out',
      `${directory}/out`,
    );
    t.is(code, 2);
    t.true(stderr.includes('--data-dir'), stderr);
  });
});
