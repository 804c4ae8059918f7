import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { nodeChecksum } from '../../src/io/platform/ports.ts';
import { type NodeConfig, parseNodeConfig } from '../../src/process/node-config.ts';
import { NodeProcess } from '../../src/process/node-process.ts';
import { segmentFile, segmentOfFile } from '../../src/storage/file-names.ts';
import { SEGMENT_DATA_AT } from '../../src/storage/log/segment.ts';
import { scanSegment } from '../../src/storage/log/segment-scan.ts';
import { ownAddresses } from './own-addresses.ts';
import { type Scratch, withScratch } from './scratch.ts';
import { TestClient } from './test-client.ts';

function configOf(scratch: Scratch, address: string, groups: readonly number[]): NodeConfig {
  return parseNodeConfig({
    address,
    directory: scratch.path('data'),
    groups,
    members: [address],
    tuning: { tickMs: 5, segmentBytes: 8192 },
  });
}

/** The batches in a segment of the node's log, read as if nothing came before it. */
function batchesIn(scratch: Scratch, segment: number) {
  const bytes = readFileSync(scratch.path(`data/${segmentFile(segment)}`));
  return scanSegment(bytes, segment, null, nodeChecksum).batches;
}

test('a segment that a crash left empty begins with where every group stands, also when one is new', async (t) => {
  await withScratch(async (scratch) => {
    const [address = ''] = await ownAddresses(1);
    const node = scratch.node(new NodeProcess(configOf(scratch, address, [0])));
    const client = new TestClient([address]);
    scratch.defer(() => client.close());
    await node.start();
    for (let i = 0; i < 20; i++) {
      await client.put(`key-${i}`, 'x'.repeat(700));
    }
    await node.stop();
    const newest = readdirSync(scratch.path('data'))
      .map(segmentOfFile)
      .filter((segment) => segment !== null && batchesIn(scratch, segment).length > 0)
      .sort()
      .pop() as number;
    t.true(newest > 1);
    // As a power cut leaves it that comes between the step into a segment and its first batch.
    const file = scratch.path(`data/${segmentFile(newest)}`);
    writeFileSync(file, readFileSync(file).fill(0, SEGMENT_DATA_AT));
    const again = scratch.node(new NodeProcess(configOf(scratch, address, [0, 1])));
    await again.start();
    t.is(await client.get('key-0'), 'x'.repeat(700));
    await again.stop();
    const [first] = batchesIn(scratch, newest);
    const states = first?.records.filter(({ kind }) => kind === 'state') ?? [];
    t.deepEqual(
      states.map((record) => ('group' in record ? record.group : null)),
      [0, 1],
    );
  });
});
