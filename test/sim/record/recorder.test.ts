import test from 'ava';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { partition } from '../../../sim/faults/partitions.ts';
import { sidesOf } from '../../../sim/record/cut-sides.ts';
import { Newest } from '../../../sim/record/newest.ts';
import { bucketsOf } from '../../../sim/record/operation-buckets.ts';
import type { RecordedFault, Recording, Span } from '../../../sim/record/recording.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import { Simulation } from '../../../sim/run/simulation.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import { nodePorts } from '../../../src/io/platform/ports.ts';
import { recordedRun, secondLeaderAt } from './recorded-run.ts';

const SECOND = 1_000_000;
const SHORT = { durationMicros: 12 * SECOND };

/** Crashes, an added and a removed member; links that clog, partitions and pauses; transfers. */
const SEEDS = ['8', '20', '21', '42'] as const;
const runs = new Map(SEEDS.map((seed) => [seed, recordedRun(seed, SHORT)]));

function runOf(seed: (typeof SEEDS)[number]) {
  const run = runs.get(seed);
  if (run === undefined) {
    throw new Error(`seed ${seed} was not run`);
  }
  return run;
}

function faultsOf(recording: Recording, kind: RecordedFault['fault']['kind']): RecordedFault[] {
  return recording.faults.filter(({ fault }) => fault.kind === kind);
}

for (const seed of SEEDS) {
  test(`seed ${seed} gives the same result, hash included, with and without a recorder`, (t) => {
    t.deepEqual(runSeed(drawConfig(seed, SHORT), nodePorts()), runOf(seed).result);
  });

  test(`seed ${seed}: spans of a track follow each other and lie within the run`, (t) => {
    const { recording } = runOf(seed);
    const tracks: (readonly Span[])[] = [
      ...recording.nodes.map(({ states }) => states),
      ...recording.replicas.map(({ roles }) => roles),
    ];
    for (const track of tracks) {
      t.true(track.length > 0);
      track.forEach((span, i) => {
        t.true(span.fromMicros < span.untilMicros);
        t.true(span.fromMicros >= (track[i - 1]?.untilMicros ?? 0));
        t.true(span.untilMicros <= recording.endMicros + 1);
      });
    }
  });

  test(`seed ${seed}: faults in the recording are as many as the world counted`, (t) => {
    const { recording, result } = runOf(seed);
    const { faults } = result.counts;
    const partitions = faultsOf(recording, 'partition');
    // A node that is told to stop is gone like one that crashed.
    t.is(faultsOf(recording, 'crash').length, faults.crash + faults.cleanStop);
    t.is(faultsOf(recording, 'pause').length, faults.pause);
    t.is(faultsOf(recording, 'clog').length, faults.clog);
    t.is(faultsOf(recording, 'delaySpike').length, faults.delaySpike);
    t.is(partitions.length, faults.partition + faults.oneWayPartition);
    const moved = faultsOf(recording, 'transfer').filter(({ succeeded }) => succeeded === true);
    t.is(moved.length, faults.transfer);
    const added = recording.memberships.reduce((sum, change) => sum + change.added.length, 0);
    t.is(added, faults.addLearner);
    const saved = recording.replicas.flatMap(({ marks }) =>
      marks.filter(({ kind }) => kind === 'snapshotSaved'),
    );
    t.is(saved.length, result.counts.snapshotsSaved);
  });

  test(`seed ${seed}: every elected leader is in the recording, once in a term`, (t) => {
    const { recording, result } = runOf(seed);
    const terms = recording.replicas.flatMap(({ group, roles }) =>
      roles.filter(({ role }) => role === 'leader').map(({ term }) => `${group}/${term}`),
    );
    t.is(new Set(terms).size, terms.length);
    t.is(terms.length, result.counts.elections);
  });

  test(`seed ${seed}: operations by time add up to all operations`, (t) => {
    const { recording, result } = runOf(seed);
    const sum = (of: 'ok' | 'failed' | 'unknown') =>
      recording.operations.reduce((total, bucket) => total + bucket[of], 0);
    t.deepEqual(
      { ok: sum('ok'), failed: sum('failed'), unknown: sum('unknown') },
      result.counts.operations,
    );
  });
}

test('the runs above contain what the recorder is there for', (t) => {
  const kinds = new Set(
    [...runs.values()].flatMap(({ recording }) => recording.faults.map(({ fault }) => fault.kind)),
  );
  t.deepEqual([...kinds].sort(), [
    'add',
    'clientCut',
    'clockJump',
    'clockSkew',
    'clog',
    'crash',
    'delaySpike',
    'frozen',
    'partition',
    'pause',
    'remove',
    'transfer',
  ]);
});

test('a crashed node has no role until it is started again', (t) => {
  const { recording } = runOf('42');
  const crashes = faultsOf(recording, 'crash');
  t.true(crashes.length > 0);
  for (const { fault, fromMicros, untilMicros } of crashes) {
    const replicas = recording.replicas.filter(
      ({ node }) => fault.kind === 'crash' && node === fault.node,
    );
    const overlapping = replicas
      .flatMap(({ roles }) => roles)
      .filter((span) => span.fromMicros < untilMicros && span.untilMicros > fromMicros);
    t.deepEqual(overlapping, []);
  }
});

test('a removed node is switched off and not taken for crashed', (t) => {
  const { recording } = runOf('8');
  const removed = recording.memberships.flatMap((change) => change.removed);
  t.true(removed.length > 0);
  for (const node of removed) {
    const states = recording.nodes.find((each) => each.node === node)?.states;
    t.is(states?.at(-1)?.state, 'off');
  }
});

test('what a run ended in is recorded, although an oracle ended it', (t) => {
  const { result, recording } = recordedRun('4', SHORT, secondLeaderAt(4 * SECOND));
  t.is(result.verdict, 'invariant');
  t.is(recording.endMicros, 4 * SECOND);
  t.is(recording.healedMicros, null);
  t.is(recording.nodes.length, 3);
  t.true(recording.replicas.every(({ roles }) => (roles.at(-1)?.untilMicros ?? 0) >= 4 * SECOND));
});

test('a cut of nothing is no partition', (t) => {
  const { cluster, world } = new Simulation(drawConfig('1', SHORT), nodePorts());
  partition(cluster, [], false);
  t.is(world.counts.faults.partition, 0);
});

test('the sides of a cut are found whichever direction is listed first', (t) => {
  const [a, b, c] = [1, 2, 3] as NodeId[] as [NodeId, NodeId, NodeId];
  const both = sidesOf(
    [
      [a, b],
      [b, a],
      [a, c],
      [c, a],
    ],
    false,
  );
  t.deepEqual(both, { kind: 'partition', isOneWay: false, near: [a], far: [b, c] });
  const turned = sidesOf(
    [
      [b, a],
      [a, b],
      [a, c],
      [c, a],
    ],
    false,
  );
  t.deepEqual([turned.near, turned.far], [[b, c], [a]]);
  const oneWay = sidesOf(
    [
      [b, a],
      [c, a],
    ],
    true,
  );
  t.deepEqual([oneWay.near, oneWay.far], [[b, c], [a]]);
});

test('a full track keeps the newest and counts what went', (t) => {
  const newest = new Newest<number>(3);
  for (let i = 1; i <= 10; i++) {
    newest.push(i);
    t.is(newest.dropped, Math.max(0, i - 3));
  }
  t.deepEqual(newest.items, [8, 9, 10]);
  t.is(newest.dropped, 7);
});

test('an operation counts in the part of the run in which it ended, an open one at the end', (t) => {
  const history = new HistoryRecorder<string, string>();
  history.complete(history.invoke(1, 'a', 0), 'a', 10);
  history.fail(history.invoke(1, 'b', 0), 60);
  history.invoke(1, 'c', 0);
  t.deepEqual(bucketsOf(history.history(), 100, 2), [
    { fromMicros: 0, untilMicros: 50, ok: 1, failed: 0, unknown: 0 },
    { fromMicros: 50, untilMicros: 100, ok: 0, failed: 1, unknown: 1 },
  ]);
});
