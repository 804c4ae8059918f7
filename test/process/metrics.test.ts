import { existsSync } from 'node:fs';
import test from 'ava';
import { parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { ownAddresses } from './own-addresses.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

async function measured(scratch: Scratch) {
  const [address = '', metrics = ''] = await ownAddresses(2);
  const config = { address, members: [address], metrics, tuning: { tickMs: 5 } };
  const directory = scratch.path('data');
  const node = scratch.node(new NodeProcess(parseNodeConfig({ ...config, directory })));
  await node.start();
  const client = new TestClient([address]);
  scratch.defer(() => client.close());
  return { address, client, metrics };
}

/** The value of a sample as it stands in the text format. */
function sampleOf(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 'NaN');
}

test('metrics say what the node has committed, applied and synced', async (t) => {
  await withScratch(async (scratch) => {
    const { address, client, metrics } = await measured(scratch);
    await client.put('k', 'v');
    const { commitIndex, term } = await client.status(address);
    const response = await fetch(`http://${metrics}/metrics`);
    const text = await response.text();
    t.regex(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    t.is(sampleOf(text, 'raftlab_group_term{group="0"}'), term);
    t.is(sampleOf(text, 'raftlab_group_commit_index{group="0"}'), commitIndex);
    t.is(sampleOf(text, 'raftlab_group_applied_index{group="0"}'), commitIndex);
    t.is(sampleOf(text, 'raftlab_group_leading{group="0"}'), 1);
    t.true(sampleOf(text, 'raftlab_log_syncs_total') > 0);
    t.is(sampleOf(text, 'raftlab_refused_connections_total{reason="garbage"}'), 0);
    t.true(sampleOf(text, 'process_cpu_seconds_total') > 0);
  });
});

test('nothing but GET /metrics is answered', async (t) => {
  await withScratch(async (scratch) => {
    const { metrics } = await measured(scratch);
    t.is((await fetch(`http://${metrics}/`)).status, 404);
    t.is((await fetch(`http://${metrics}/metrics`, { method: 'POST' })).status, 405);
  });
});

test('a node whose metrics cannot be served does not start, and makes no directory', async (t) => {
  await withScratch(async (scratch) => {
    const { metrics } = await measured(scratch);
    const [address = ''] = await ownAddresses(1);
    const directory = scratch.path('other');
    const config = parseNodeConfig({ address, members: [address], metrics, directory });
    const error = await t.throwsAsync(new NodeProcess(config).start(), { code: 'ADDRESS_IN_USE' });
    t.regex(error.message, /in use by another process/);
    t.false(existsSync(directory));
  });
});
