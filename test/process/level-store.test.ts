import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { ownAddresses } from './own-addresses.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

/** A node alone, with its state machine in LevelDB. */
async function levelNode(scratch: Scratch, change: object = {}) {
  const [address = ''] = await ownAddresses(1);
  const config = {
    address,
    directory: scratch.path('data'),
    members: [address],
    store: 'level',
    tuning: { tickMs: 5, segmentBytes: 65_536, snapshotEntries: 40, compactionOverhead: 0 },
    ...change,
  };
  const start = async (other: object = {}) => {
    const node = scratch.node(new NodeProcess(parseNodeConfig({ ...config, ...other })));
    await node.start();
    return node;
  };
  const client = new TestClient([address]);
  scratch.defer(() => client.close());
  return { start, client };
}

test.serial(
  'a node in LevelDB has everything acknowledged after it was killed, time and again',
  async (t) => {
    await withScratch(async (scratch) => {
      const { start, client } = await levelNode(scratch);
      for (let round = 1; round <= 3; round++) {
        const node = await start();
        await Promise.all(
          Array.from({ length: 60 }, (_, i) => client.put(`key-${i}`, `value ${i} of ${round}`)),
        );
        await node.stop('SIGKILL');
      }
      await start();
      for (let i = 0; i < 60; i++) {
        t.is(await client.get(`key-${i}`), `value ${i} of 3`);
      }
      const databases = readdirSync(scratch.path('data')).filter((name) =>
        name.endsWith('.database'),
      );
      t.is(databases.length, 1);
    });
  },
);

test.serial(
  'a data directory in LevelDB may be moved, and is not opened as one in memory',
  async (t) => {
    await withScratch(async (scratch) => {
      const { start, client } = await levelNode(scratch);
      const node = await start();
      await client.put('key', 'value');
      await node.stop('SIGTERM');
      const refused = await t.throwsAsync(start({ store: 'memory' }), { instanceOf: RaftLabError });
      t.is(refused?.code, 'MACHINE_TYPE_CHANGED');
      renameSync(scratch.path('data'), scratch.path('elsewhere'));
      await start({ directory: `${scratch.path('elsewhere')}/../elsewhere/.` });
      t.is(await client.get('key'), 'value');
    });
  },
);

test.serial(
  'a deleted database is not begun anew, and the node does not end because of it',
  async (t) => {
    await withScratch(async (scratch) => {
      const { start, client } = await levelNode(scratch);
      const node = await start();
      await client.put('key', 'value');
      await node.stop('SIGKILL');
      const directory = scratch.path('data');
      const [database = ''] = readdirSync(directory).filter((name) => name.endsWith('.database'));
      rmSync(join(directory, database), { recursive: true });
      const again = await start();
      t.false(existsSync(join(directory, database)));
      t.true(again.isRunning);
    });
  },
);
