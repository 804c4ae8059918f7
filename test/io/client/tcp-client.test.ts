import test from 'ava';
import { RealCluster } from '../../process/real-cluster.ts';
import { withScratch } from '../../process/scratch.ts';
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
