import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import type { FaultPlan, SimConfig } from '../../../sim/config/sim-config.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;
const ALWAYS = 1_000_000;

const CALM: FaultPlan = {
  crashMicros: 0,
  powerLoss: ALWAYS,
  wholeCluster: 0,
  silencing: ALWAYS,
  crashAfterVote: 0,
  crashAfterElection: 0,
  crashAfterCommit: 0,
  effectPointMicros: 0,
  isolating: 0,
  longOutage: 0,
  stopMicros: 0,
  snapshotMicros: 0,
  logReadMicros: 0,
  pauseMicros: 0,
  partitionMicros: 0,
  oneWay: 0,
  divisionMicros: 0,
  clientCutMicros: 0,
  clogMicros: 0,
  swizzleMicros: 0,
  spikeMicros: 0,
  membershipMicros: 0,
  memberStormMicros: 0,
  transferMicros: 0,
  driftPpmMax: 0,
  clockJumpMicros: 0,
  clockSkewMicros: 0,
};

/** Three nodes, few seconds, and no faults but these. */
function configWith(faults: Partial<FaultPlan>): SimConfig {
  const config = drawConfig('1', { nodes: 3, groups: 1, durationMicros: 10 * SECOND });
  const network = { ...config.network, loss: 0, duplicate: 0, tail: 0 };
  const workload = { ...config.workload, clients: 2, thinkMicros: SECOND / 5 };
  return { ...config, network, workload, faults: { ...CALM, ...faults } };
}

function run(faults: Partial<FaultPlan>) {
  return runSeed(configWith(faults), { checksum: nodeChecksum, utf8: nodeUtf8 });
}

test('without points to strike at, nothing is struck', (t) => {
  const { verdict, counts } = run({});
  t.is(verdict, 'pass');
  t.is(counts.faults.crash, 0);
  t.is(counts.faults.partition, 0);
});

for (const point of ['crashAfterVote', 'crashAfterElection', 'crashAfterCommit'] as const) {
  test(`${point} ends nodes, and each of them is started again`, (t) => {
    const { verdict, counts } = run({ [point]: ALWAYS });
    t.is(verdict, 'pass');
    t.true(counts.faults.crash > 0);
    t.is(counts.faults.restart, counts.faults.crash);
    t.is(counts.faults.partition, 0);
  });
}

test('a leader that is struck after its first commit has committed something each time', (t) => {
  const { counts } = run({ crashAfterCommit: ALWAYS });
  t.true(counts.faults.crash > 3);
  t.true(counts.committed >= counts.faults.crash);
});

test('nodes that are isolated instead of crashed count as partitions', (t) => {
  const { verdict, counts } = run({ crashAfterElection: ALWAYS, isolating: ALWAYS });
  t.is(verdict, 'pass');
  t.is(counts.faults.crash, 0);
  t.true(counts.faults.partition > 1);
});
