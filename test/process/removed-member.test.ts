import { rmSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { memberOf } from '../../src/kv/membership.ts';
import type { NodeReport } from '../../src/process/node-messages.ts';
import type { NodeProcess } from '../../src/process/node-process.ts';
import { runRaftlab } from '../cli/raftlab.ts';
import { eventually } from './deadline.ts';
import { RealCluster } from './real-cluster.ts';
import { withScratch } from './scratch.ts';

/** The process ends by itself, with the error of a removed member. */
async function learnsItsRemoval(t: ExecutionContext, node: NodeProcess): Promise<void> {
  await eventually('the removed node ends', () => !node.isRunning);
  t.regex(node.stderr, /^raftlab: NODE_REMOVED: [^\n]+\n(?![\s\S])/m);
  t.regex(node.stderr, /never returns under its id/);
  t.regex(node.stderr, /as a new member: another port, an empty directory/);
}

/** Starts `node`, which was removed, once more under its old id: it is refused for good. */
async function isRefused(t: ExecutionContext, node: NodeProcess): Promise<void> {
  const failures: NodeReport[] = [];
  const end = node.onReport((report) => {
    if (report.kind === 'failed') {
      failures.push(report);
    }
  });
  try {
    await node.start();
  } catch (error) {
    t.true(error instanceof RaftLabError, String(error));
    t.is((error as RaftLabError).code, 'NODE_REMOVED');
  }
  await eventually('the removed node ends', () => !node.isRunning);
  end();
  t.is(failures.length, 1);
  t.like(failures[0], { kind: 'failed', code: 'NODE_REMOVED' });
  t.regex(node.stderr, /NODE_REMOVED: [^\n]*never returns under its id/);
}

/** Runs `work` and shows that leader and term are the same after it, and that writes go on. */
async function undisturbed(
  t: ExecutionContext,
  cluster: RealCluster,
  work: () => Promise<void>,
): Promise<void> {
  const leader = await cluster.leader();
  const { term, elections } = await cluster.status(leader);
  await work();
  await cluster.client.put('undisturbed', 'yes');
  const after = await cluster.status(leader);
  t.like(after, { role: 'leader', term, elections });
}

test.serial(
  'a running member that is removed ends with an error that says what to do, and stays out',
  async (t) => {
    await withScratch(async (scratch) => {
      const cluster = await RealCluster.start(scratch, 3);
      await cluster.client.put('a', '1');
      const [victim] = await cluster.followers();
      if (victim === undefined) {
        throw new Error('there are followers');
      }
      await undisturbed(t, cluster, async () => {
        await cluster.remove(victim);
        await learnsItsRemoval(t, victim);
        await isRefused(t, victim);
      });
      // By the mark on its own disk, durable before it ended: now there is nobody to tell it.
      await Promise.all(cluster.members.map((member) => member.stop()));
      const config = JSON.stringify(victim.config);
      const { code, stderr } = await runRaftlab(scratch.directory, 'init', '--config-json', config);
      t.is(code, 1);
      t.regex(stderr, /^raftlab: NODE_REMOVED: [^\n]+\n$/);
    });
  },
);

test.serial('a member that was down during its removal is told when it comes back', async (t) => {
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 3);
    const [victim] = await cluster.followers();
    if (victim === undefined) {
      throw new Error('there are followers');
    }
    await victim.stop();
    await cluster.client.put('a', '1');
    await cluster.remove(victim);
    await undisturbed(t, cluster, async () => {
      await isRefused(t, victim);
    });
  });
});

for (const way of ['init', 'join'] as const) {
  test.serial(
    `a removed member whose disk was wiped is refused when it comes back with ${way}`,
    async (t) => {
      await withScratch(async (scratch) => {
        const cluster = await RealCluster.start(scratch, 3);
        const [victim, other] = await cluster.followers();
        if (victim === undefined || other === undefined) {
          throw new Error('there are followers');
        }
        await victim.stop();
        rmSync(victim.config.directory, { recursive: true });
        await cluster.remove(victim);
        const leader = await cluster.leader();
        const again =
          way === 'init' ? victim : cluster.joiner(victim.config.address, [other, leader]);
        await undisturbed(t, cluster, async () => {
          await isRefused(t, again);
        });
      });
    },
  );
}

test.serial('the group refuses to take a removed id back, in any role', async (t) => {
  await withScratch(async (scratch) => {
    const cluster = await RealCluster.start(scratch, 3);
    const [victim] = await cluster.followers();
    if (victim === undefined) {
      throw new Error('there are followers');
    }
    await cluster.remove(victim);
    const { node, config } = victim;
    for (const kind of ['addVoter', 'addLearner'] as const) {
      const outcome = await cluster.client.change({ kind, node, address: config.address });
      t.like(outcome, { kind: 'failed', code: 'rejected', reason: 'removedForEver' });
    }
  });
});

test.serial(
  'the machine of a removed member comes back as a new one: learner first, then voter',
  async (t) => {
    await withScratch(async (scratch) => {
      const cluster = await RealCluster.start(scratch, 3, 1);
      const [address = ''] = cluster.spareAddresses;
      await cluster.client.put('before', 'the removal');
      const [victim, other] = await cluster.followers();
      if (victim === undefined || other === undefined) {
        throw new Error('there are followers');
      }
      await cluster.remove(victim);
      await learnsItsRemoval(t, victim);
      const leader = await cluster.leader();
      // What it misses is in a snapshot only.
      t.is((await cluster.client.ask({ kind: 'snapshot' }, leader.node)).kind, 'done');
      const joiner = cluster.joiner(address, [leader, other]);
      await undisturbed(t, cluster, async () => {
        await joiner.start();
        await eventually('it waits to be let in', () =>
          joiner.stderr.includes('does not know this node yet: add it as a learner'),
        );
        const { node } = joiner;
        t.like(await cluster.client.change({ kind: 'addLearner', node, address }), {
          kind: 'done',
        });
        await eventually('it has caught up', async () => {
          const { commitIndex } = await cluster.status(leader);
          return (await cluster.status(joiner)).appliedIndex >= commitIndex;
        });
        const learner = await cluster.status(joiner);
        t.is(memberOf(learner.membership, node)?.role, 'learner');
        t.is(learner.snapshotsInstalled, 1);
        t.like(await cluster.client.change({ kind: 'promote', node }), { kind: 'done' });
      });
      // Now its vote counts: with the other follower down, nothing is acknowledged without it.
      await other.stop();
      await cluster.client.put('with', 'the new member');
      const voter = await cluster.status(joiner);
      t.is(memberOf(voter.membership, joiner.node)?.role, 'voter');
      t.is(memberOf(voter.membership, victim.node), undefined);
      t.deepEqual(voter.membership.removed, [victim.node]);
    });
  },
);

/** How a voter that lost its disk is started again, and what it finds out. */
const LOST = [
  { way: 'init', line: /group 0 stopped: LOG_LOST: [^\n]*the leader holds entry \d+ as durable/ },
  { way: 'join', line: /group 0 stopped: DATA_LOST: [^\n]*its directory is empty/ },
] as const;

for (const { way, line } of LOST) {
  test.serial(`a voter that lost its disk and comes back with ${way} takes no part`, async (t) => {
    await withScratch(async (scratch) => {
      const cluster = await RealCluster.start(scratch, 3);
      await cluster.client.put('acknowledged', 'by all');
      const [victim, other] = await cluster.followers();
      if (victim === undefined || other === undefined) {
        throw new Error('there are followers');
      }
      const leader = await cluster.leader();
      await eventually('the leader knows what it has', async () => {
        const { commitIndex } = await cluster.status(leader);
        return (await cluster.status(victim)).appliedIndex === commitIndex;
      });
      await victim.stop();
      rmSync(victim.config.directory, { recursive: true });
      const again =
        way === 'init' ? victim : cluster.joiner(victim.config.address, [other, leader]);
      await undisturbed(t, cluster, async () => {
        await again.start();
        await eventually('it says so', () => line.test(again.stderr));
        t.regex(again.stderr, /[Rr]emove [^\n]* from the group and add [^\n]* under a new id/);
      });
    });
  });
}
