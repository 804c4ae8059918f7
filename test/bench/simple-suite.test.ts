import test from 'ava';
import type { Sizes } from '../../bench/options/bench-options.ts';
import type { SimpleRow } from '../../bench/result/rows.ts';
import { simpleSuite } from '../../bench/suites/simple/simple-suite.ts';
import { inDirectory } from './bench-process.ts';
import { suiteContext } from './suite-context.ts';

function runSimple(sizes: Sizes): Promise<readonly SimpleRow[]> {
  return inDirectory((directory) => simpleSuite.run(suiteContext(directory, sizes).context));
}

test.serial("the seed's four shapes are measured (BM-01)", async (t) => {
  const rows = await runSimple({ records: 50 });
  t.deepEqual(
    rows.map((row) => [row.threads, row.connections, row.requests]),
    [
      [5, 5, 50],
      [1, 1, 50],
      [10, 1, 50],
      [10, 4, 50],
    ],
  );
});

test.serial("the seed's figure and the throughput describe the same wall time", async (t) => {
  const [row] = await runSimple({ threads: 2, connections: 3, records: 200 });
  const wallUs = (row?.usPerRequest ?? 0) * 200;
  const throughput = (2 * 3 * 200 * 1e6) / wallUs;
  t.true(Math.abs(throughput / (row?.opsPerSecond ?? 0) - 1) < 1e-9);
});

test.serial('shapes that become equal are measured once', async (t) => {
  t.is((await runSimple({ threads: 1, connections: 1, records: 10 })).length, 1);
});
