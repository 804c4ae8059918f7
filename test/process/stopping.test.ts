import test from 'ava';
import { toGroupId } from '../../src/base/ids.ts';
import type { Outcome } from '../../src/client/operation.ts';
import { TcpClient } from '../../src/io/client/tcp-client.ts';
import { eventually } from './deadline.ts';
import { RealCluster } from './real-cluster.ts';
import { withScratch } from './scratch.ts';

// Fails when `runNode` (src/process/run-node.ts) closes its host without stopping it: `disconnected`.
test('a node that is told to stop says so to whoever waits, before it closes the connection', async (t) => {
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 3);
    await cluster.client.put('before', '1');
    const leader = await cluster.leader();
    const others = await cluster.followers();
    const client = new TcpClient({
      nodes: [leader.node],
      deployment: 1,
      sessions: false,
      attemptMicros: 20_000_000,
      deadlineMicros: 20_000_000,
      backoffMicros: 20_000,
    });
    scratch.defer(() => client.close());
    const key = Buffer.from('k');
    await eventually('the client is connected', async () => {
      const request = { kind: 'status' } as const;
      const status = await client.perform(toGroupId(0), { kind: 'operator', request }, leader.node);
      return status.kind === 'status';
    });
    await Promise.all(others.map((other) => other.stop('SIGKILL')));
    const outcome: Promise<Outcome> = client.perform(toGroupId(0), {
      kind: 'write',
      command: 'put',
      key,
      value: key,
      expected: null,
    });
    await eventually('the write is in the log', async () => {
      const { lastIndex, commitIndex } = await cluster.status(leader);
      return lastIndex > commitIndex;
    });
    await leader.stop('SIGTERM');
    t.deepEqual(await outcome, { kind: 'unknown', cause: 'terminated' });
  });
});
