import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { FaultPlan } from '../../../sim/config/sim-config.ts';
import { randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import { isTailOff, pastQuiet } from '../../../sim/workload/quiet-times.ts';
import { World } from '../../../sim/world/world.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const PLATFORM = { checksum: nodeChecksum, utf8: nodeUtf8 };

function configWith(faults: Partial<FaultPlan>) {
  const config = calm(drawConfig('1', { nodes: 3, groups: 1, durationMicros: 4 * SECOND }));
  const tuning = { ...config.tuning, tickMicros: SECOND / 50, requestTimeoutTicks: 100 };
  return {
    ...config,
    tuning: { ...tuning, snapshotEntries: 10_000, compactionOverhead: 0 },
    workload: { ...config.workload, thinkMicros: SECOND / 5 },
    faults: { ...config.faults, ...faults },
  };
}

test('nodes that are told to stop end in order, lose nothing, and are started again', (t) => {
  const { verdict, violation, counts } = runSeed(configWith({ stopMicros: SECOND / 4 }), PLATFORM);
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.faults.cleanStop > 3);
  t.is(counts.faults.unsyncedLoss, 0);
  // Those that are down in the end count once more, when everything is mended.
  t.is(counts.faults.restart, counts.faults.cleanStop + counts.faults.crash);
});

test('an idle leader that is asked for a snapshot has nothing left of its log', (t) => {
  let isEmptied = false;
  const { verdict, violation, counts } = runSeed(
    configWith({ snapshotMicros: SECOND / 4 }),
    PLATFORM,
    (simulation) => {
      const { world } = simulation;
      world.observe({
        noticed: ({ node }, notice) => {
          if (notice.kind === 'snapshotSaved') {
            const log = node?.replicas.get(notice.group)?.raft.state.log;
            isEmptied ||= log !== undefined && log.compacted.index === log.lastIndex;
          }
        },
      });
      randomCourse(simulation);
    },
  );
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.faults.forcedSnapshot > 3);
  t.true(isEmptied);
});

test('nodes are asked for their logs, and answer or say what they have', (t) => {
  const { verdict, violation, counts } = runSeed(
    configWith({ logReadMicros: SECOND / 50, snapshotMicros: SECOND }),
    PLATFORM,
  );
  t.is(verdict, 'pass', violation?.message);
  t.true(counts.reads.log > 50, `${counts.reads.log} answers`);
  t.true(counts.reads.logRefused > 5, `${counts.reads.logRefused} refusals`);
});

test('nothing begins in a quiet time, and about as much of the time is quiet as was drawn', (t) => {
  const config = configWith({});
  const world = new World({ ...config, workload: { ...config.workload, quiet: 60_000 } }, PLATFORM);
  let quiet = 0;
  for (let second = 0; second < 1000; second++) {
    const begin = pastQuiet(world, second * SECOND + 5);
    quiet += begin === second * SECOND + 5 ? 0 : 1;
    t.is(pastQuiet(world, begin), begin);
  }
  t.true(quiet > 30 && quiet < 90, `${quiet} of 1000 seconds`);
});

test('clients only read in the last seconds, where the run wants that', (t) => {
  const config = configWith({});
  const workload = { ...config.workload, tailOffMicros: SECOND };
  const world = new World({ ...config, workload }, PLATFORM);
  t.false(isTailOff(world));
  world.nowMicros = 3.5 * SECOND;
  t.true(isTailOff(world));
  t.false(isTailOff(new World(config, PLATFORM)));
});
