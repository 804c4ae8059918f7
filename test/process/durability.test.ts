import test from 'ava';
import { RealCluster } from './real-cluster.ts';
import { withScratch } from './scratch.ts';

test.serial(
  'what was acknowledged is there after all nodes were killed at once and started again',
  async (t) => {
    await withScratch(async (scratch) => {
      const cluster = await RealCluster.start(scratch, 3);
      const keys = Array.from({ length: 50 }, (_, i) => `key-${i}`);
      await Promise.all(keys.map((key) => cluster.client.put(key, `value of ${key}`)));
      await Promise.all(cluster.members.map((member) => member.stop('SIGKILL')));
      await Promise.all(cluster.members.map((member) => member.start()));
      for (const key of keys) {
        t.is(await cluster.client.get(key), `value of ${key}`);
      }
    });
  },
);

test.serial(
  'when the leader is killed another node serves what was written, in a later term',
  async (t) => {
    await withScratch(async (scratch) => {
      const cluster = await RealCluster.start(scratch, 3);
      await cluster.client.put('before', '1');
      const leader = await cluster.leader();
      const { term } = await cluster.status(leader);
      await leader.stop('SIGKILL');
      await cluster.client.put('after', '2');
      t.is(await cluster.client.get('before'), '1');
      const next = await cluster.leader();
      t.not(next, leader);
      t.true((await cluster.status(next)).term > term);
      // The old leader comes back as a follower, and catches up.
      await leader.start();
      await cluster.client.put('back', '3');
      t.is(await cluster.client.get('back'), '3');
      t.not((await cluster.status(leader)).role, 'leader');
    });
  },
);

test.serial('a node that ends on SIGTERM gives its directory back and starts again', async (t) => {
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 1);
    const [node] = cluster.members;
    await cluster.client.put('a', '1');
    await node?.stop('SIGTERM');
    await node?.start();
    t.is(await cluster.client.get('a'), '1');
  });
});
