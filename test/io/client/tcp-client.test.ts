import test from 'ava';
import { RealCluster } from '../../process/real-cluster.ts';
import { withScratch } from '../../process/scratch.ts';
import { startSingle } from '../../process/single-node.ts';
import { TestClient } from '../../process/test-client.ts';

// Seen to fail with `TcpClient` sending only over the connections that its constructor made.
test('a client that was told of one follower alone reaches the leader that it names', async (t) => {
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 3);
    const [follower] = await cluster.followers();
    const client = new TestClient([follower?.config.address ?? '']);
    scratch.defer(() => client.close());
    await client.put('a', '1');
    t.is(await cluster.client.get('a'), '1');
  });
});

test('a client reads what the log of a node holds, and is told where it ends', async (t) => {
  await withScratch(async (scratch) => {
    const { address, client } = await startSingle(scratch);
    await client.put('k', 'written');
    const { commitIndex } = await client.status(address);
    const entries = await client.readLog(1, commitIndex);
    t.deepEqual(
      entries.map(({ index }) => index as number),
      entries.map((_, i) => i + 1),
    );
    const last = entries[commitIndex - 1];
    t.true(
      Buffer.from(last?.bytes ?? [])
        .subarray(last?.start, last?.end)
        .includes('written'),
    );
    const available = new RegExp(`outOfRange: entries 1 to ${commitIndex} are available`);
    await t.throwsAsync(client.readLog(1, commitIndex + 1), { message: available });
  });
});
