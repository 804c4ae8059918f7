import test, { type ExecutionContext } from 'ava';
import type { NodeProcess } from '../../../src/process/node-process.ts';
import { eventually } from '../deadline.ts';
import { RealCluster } from '../real-cluster.ts';
import { withScratch } from '../scratch.ts';
import { startSingle } from '../single-node.ts';
import { acknowledgedEarly } from './acknowledged-early.ts';
import { canTrace, readTrace, straceCommand } from './strace.ts';
import type { DurableMode, TracedLog } from './traced-log.ts';
import { type UniqueWrite, writeUniquely } from './unique-writes.ts';

const DURABLE: readonly DurableMode[] = ['fdatasync', 'fsync', 'dsync', 'sync', 'each'];
/** Above this a timer would have to go off for a sync. */
const LATE = 'interval:60000';

const hasStrace = canTrace();

interface Traced {
  readonly logs: readonly TracedLog[];
  readonly writes: readonly UniqueWrite[];
}

/** A traced node alone in `sync` mode, after some writes. */
async function traceSingle(sync: string): Promise<Traced> {
  let traced: Traced = { logs: [], writes: [] };
  await withScratch(async (scratch) => {
    const file = scratch.path('trace');
    const { node, client, address } = await startSingle(scratch, { sync }, straceCommand(file));
    scratch.defer(() => node.stop('SIGTERM'));
    await client.put('somebody', 'leads');
    const writes = await writeUniquely(address);
    await node.stop('SIGTERM');
    traced = { logs: [readTrace(file)], writes };
  });
  return traced;
}

/** Three traced nodes in `sync` mode, after some writes. */
async function traceCluster(sync: string): Promise<Traced> {
  let traced: Traced = { logs: [], writes: [] };
  await withScratch(async (scratch) => {
    const fileOf = (node: NodeProcess) => scratch.path(`trace-${node.node}`);
    const cluster = await RealCluster.start(scratch, 3, 0, { sync }, (node) =>
      straceCommand(fileOf(node)),
    );
    scratch.defer(async () => {
      await Promise.all(cluster.members.map((member) => member.stop('SIGTERM')));
    });
    await cluster.client.put('somebody', 'leads');
    const writes = await writeUniquely((await cluster.leader()).config.address);
    await eventually('everybody has everything', async () => {
      const all = await Promise.all(cluster.members.map((each) => cluster.status(each)));
      return all.every((each) => each.appliedIndex === all[0]?.commitIndex);
    });
    await Promise.all(cluster.members.map((member) => member.stop('SIGTERM')));
    traced = { logs: cluster.members.map((member) => readTrace(fileOf(member))), writes };
  });
  return traced;
}

/** Every value is in the log of every node: what a trace does not show was not looked for in vain. */
function isComplete(t: ExecutionContext, { logs, writes }: Traced): void {
  for (const log of logs) {
    for (const { value } of writes) {
      t.true(log.writesOf(value).length > 0, `${value} is written`);
    }
  }
}

function traceTest(title: string, check: (t: ExecutionContext) => Promise<void>): void {
  if (hasStrace) {
    test.serial(title, check);
  } else {
    test.skip(`${title} (there is no strace here, or it may not trace)`, () => {});
  }
}

for (const mode of DURABLE) {
  traceTest(`a node in mode ${mode} answers a write only after its bytes are synced`, async (t) => {
    const traced = await traceSingle(mode);
    isComplete(t, traced);
    t.deepEqual(acknowledgedEarly(traced.logs, traced.writes, mode, 1), []);
    if (mode === 'each') {
      const [log] = traced.logs;
      const writes = traced.writes.flatMap(({ value }) => log?.writesOf(value) ?? []);
      t.is(new Set(writes).size, traced.writes.length, 'no two entries share a write');
    }
  });
}

traceTest('the check of a trace tells modes apart that promise different things', async (t) => {
  const fdatasync = await traceSingle('fdatasync');
  for (const mode of ['fsync', 'dsync', 'sync'] as const) {
    t.deepEqual(acknowledgedEarly(fdatasync.logs, fdatasync.writes, mode, 1), fdatasync.writes);
  }
});

for (const sync of ['none', LATE]) {
  traceTest(`in mode ${sync} the check of a trace raises an alarm for every write`, async (t) => {
    const traced = await traceSingle(sync);
    isComplete(t, traced);
    for (const mode of DURABLE) {
      t.deepEqual(acknowledgedEarly(traced.logs, traced.writes, mode, 1), traced.writes);
    }
  });
}

for (const mode of DURABLE) {
  traceTest(
    `three nodes in mode ${mode} answer a write only after two have synced it`,
    async (t) => {
      const traced = await traceCluster(mode);
      isComplete(t, traced);
      t.deepEqual(acknowledgedEarly(traced.logs, traced.writes, mode, 2), []);
    },
  );
}

traceTest('in mode none three nodes answer every write before two have synced it', async (t) => {
  const traced = await traceCluster('none');
  isComplete(t, traced);
  t.deepEqual(acknowledgedEarly(traced.logs, traced.writes, 'fdatasync', 2), traced.writes);
});
