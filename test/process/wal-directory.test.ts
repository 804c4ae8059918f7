import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import test from 'ava';
import { parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { askRaftlab } from '../cli/raftlab.ts';
import { ownAddresses } from './own-addresses.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

async function place(scratch: Scratch) {
  const [address = ''] = await ownAddresses(1);
  const directory = scratch.path('data');
  const wal = scratch.path('fast/wal');
  const nodeWith = (settings: object) =>
    scratch.node(
      new NodeProcess(
        parseNodeConfig({
          address,
          directory,
          members: [address],
          tuning: { tickMs: 5, segmentBytes: 65_536, snapshotEntries: 10 },
          ...settings,
        }),
      ),
    );
  const client = new TestClient([address]);
  scratch.defer(() => client.close());
  /** A node that starts, takes one key in, and stops. */
  const ranOnce = async (settings: object) => {
    const node = nodeWith(settings);
    await node.start();
    await client.put('k', 'v');
    await node.stop();
  };
  return { directory, wal, nodeWith, client, ranOnce };
}

const segmentsIn = (directory: string) =>
  readdirSync(directory).filter((file) => file.startsWith('log-'));

test('a log in a directory of its own is all that is there, and a node goes on from it', async (t) => {
  await withScratch(async (scratch) => {
    const { directory, wal, nodeWith, client } = await place(scratch);
    const node = nodeWith({ walDirectory: wal });
    await node.start();
    for (let i = 0; i < 25; i++) {
      await client.put(`k${i}`, `v${i}`);
    }
    await node.stop();
    t.true(segmentsIn(wal).length > 0);
    t.deepEqual(segmentsIn(directory), []);
    t.deepEqual(
      readdirSync(wal).filter((file) => !/^(log-|lock$)/.test(file)),
      [],
    );
    const exported = await askRaftlab(
      'export',
      '-d',
      directory,
      '--out',
      scratch.path('export'),
      '--all-entries',
    );
    t.regex(exported.stdout, /^group 0 through entry \d+: 25 records /, exported.stderr);
    const again = nodeWith({ walDirectory: wal });
    await again.start();
    t.is(await client.get('k24'), 'v24');
  });
});

test('a node whose log is elsewhere does not start where nobody says so, and nothing is made anew', async (t) => {
  await withScratch(async (scratch) => {
    const { directory, wal, nodeWith, ranOnce } = await place(scratch);
    await ranOnce({ walDirectory: wal });
    const bare = nodeWith({});
    const error = await t.throwsAsync(bare.start(), { code: 'LOG_ELSEWHERE' });
    t.true(error.message.includes(`the log is in ${wal}, as `), error.message);
    t.true(bare.stderr.includes('LOG_ELSEWHERE: --wal-dir missing, '), bare.stderr);
    t.deepEqual(segmentsIn(directory), []);
  });
});

test('a node whose log is elsewhere does not forget where, whatever it is told', async (t) => {
  await withScratch(async (scratch) => {
    const { wal, nodeWith, client, ranOnce } = await place(scratch);
    await ranOnce({ walDirectory: wal });
    const wrong = scratch.path('wrong');
    const refused = nodeWith({ walDirectory: wrong });
    const error = await t.throwsAsync(refused.start(), { code: 'LOG_ELSEWHERE' });
    await refused.stop('SIGTERM');
    t.true(error.message.includes(`the log is in ${wal}, as `), error.message);
    t.false(existsSync(wrong));
    await nodeWith({ walDirectory: wal }).start();
    t.is(await client.get('k'), 'v');
  });
});

test('a log that was moved is found where it was moved to, in a third directory or with the rest', async (t) => {
  await withScratch(async (scratch) => {
    const { directory, wal, nodeWith, client, ranOnce } = await place(scratch);
    await ranOnce({ walDirectory: wal });
    const third = scratch.path('third');
    renameSync(wal, third);
    const moved = nodeWith({ walDirectory: third });
    await moved.start();
    t.is(await client.get('k'), 'v');
    await moved.stop();
    for (const file of segmentsIn(third)) {
      renameSync(`${third}/${file}`, `${directory}/${file}`);
    }
    await nodeWith({}).start();
    t.is(await client.get('k'), 'v');
    t.false(existsSync(`${directory}/wal-directory`));
  });
});

test('a node with a part of its log in the other directory does not start', async (t) => {
  await withScratch(async (scratch) => {
    const { directory, wal, nodeWith, client, ranOnce } = await place(scratch);
    await ranOnce({});
    await t.throwsAsync(nodeWith({ walDirectory: wal }).start(), {
      code: 'LOG_ELSEWHERE',
      message: /the log is in .*data still, or a part of it; name that/,
    });
    mkdirSync(wal, { recursive: true });
    for (const file of segmentsIn(directory)) {
      renameSync(`${directory}/${file}`, `${wal}/${file}`);
    }
    await nodeWith({ walDirectory: wal }).start();
    t.is(await client.get('k'), 'v');
  });
});

test('a log that was lost with its directory is missed, and not begun anew', async (t) => {
  await withScratch(async (scratch) => {
    const { wal, nodeWith, ranOnce } = await place(scratch);
    await ranOnce({ walDirectory: wal });
    rmSync(wal, { recursive: true });
    const bare = nodeWith({ walDirectory: wal });
    await bare.start();
    t.regex(bare.stderr, /LOG_LOST/);
  });
});

test('two nodes cannot share a directory of the log', async (t) => {
  await withScratch(async (scratch) => {
    const { wal, nodeWith } = await place(scratch);
    await nodeWith({ walDirectory: wal }).start();
    const [address = ''] = await ownAddresses(1);
    const directory = scratch.path('other');
    const other = nodeWith({ address, members: [address], directory, walDirectory: wal });
    await t.throwsAsync(other.start(), { code: 'DIRECTORY_LOCKED' });
  });
});

test('the log of another node is refused', async (t) => {
  await withScratch(async (scratch) => {
    const { wal, nodeWith, ranOnce } = await place(scratch);
    await ranOnce({ walDirectory: wal });
    const [address = ''] = await ownAddresses(1);
    const directory = scratch.path('other');
    const other = nodeWith({ address, members: [address], directory, walDirectory: wal });
    await t.throwsAsync(other.start(), { message: /identity/ });
  });
});
