import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { pairsOf } from '../../../sim/faults/divisions.ts';
import { randomCourse, runSeed } from '../../../sim/run/run-seed.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import type { DivisionShape, Fault } from '../../../sim/world/fault.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { hostOf } from '../oracles/synthetic-host.ts';

const SECOND = 1_000_000;

/** The pairs that a division of nodes 1 to `count` cuts, when the lowest choice is always taken. */
function cutPairs(shape: DivisionShape, count: number, leader = 1): string[] {
  const hosts = Array.from({ length: count }, (_, i) => hostOf(i + 1));
  const lowest = { below: () => 0, between: (from: number) => from };
  const pairs = pairsOf(shape, hosts, lowest, () => hosts[leader - 1]);
  return pairs.map(([one, other]) => `${one.id}-${other.id}`);
}

test('in a ring each node sees its two neighbours, and three nodes do not all see each other', (t) => {
  t.deepEqual(cutPairs('ring', 5), ['1-3', '1-4', '2-4', '2-5', '3-5']);
  t.deepEqual(cutPairs('ring', 3), ['1-3']);
  t.deepEqual(cutPairs('ring', 2), []);
});

test('several sides are three at least, and none sees another', (t) => {
  t.deepEqual(cutPairs('sides', 4), ['1-2', '1-3', '2-3', '2-4', '3-4']);
  t.deepEqual(cutPairs('sides', 2), ['1-2']);
});

test('a minority is cut off from everybody else', (t) => {
  t.deepEqual(cutPairs('minority', 5), ['1-2', '1-3', '1-4', '1-5']);
});

test('the leader of a group is in the minority, with others where there are enough', (t) => {
  t.deepEqual(cutPairs('leaderSide', 3, 2), ['2-1', '2-3']);
  t.deepEqual(cutPairs('leaderSide', 5, 4), ['4-2', '4-3', '4-5', '1-2', '1-3', '1-5']);
});

test('any of the links may be cut', (t) => {
  t.is(cutPairs('partialMesh', 4).length, 6);
});

/** A short run with these faults alone, and what was told of them. */
function run(faults: Partial<ReturnType<typeof drawConfig>['faults']>) {
  const config = calm(drawConfig('1', { nodes: 5, groups: 1, durationMicros: 6 * SECOND }));
  const told: Fault[] = [];
  const result = runSeed(
    { ...config, faults: { ...config.faults, oneWay: SECOND / 2, ...faults } },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
    (simulation) => {
      simulation.world.observe({ faultBegan: (_, fault) => told.push(fault) });
      randomCourse(simulation);
    },
  );
  return { ...result, told };
}

test('divisions strike in every shape, in both directions and in one', (t) => {
  const { verdict, violation, counts, told } = run({ divisionMicros: SECOND / 5 });
  t.is(verdict, 'pass', violation?.message);
  const shapes = told.flatMap((fault) => (fault.kind === 'division' ? [fault.shape] : []));
  t.is(new Set(shapes).size, 5);
  t.is(counts.faults.partition + counts.faults.oneWayPartition, shapes.length);
  t.true(counts.faults.partition > 0 && counts.faults.oneWayPartition > 0);
});

test('clients that cannot be heard or hear nothing lose what is sent, and swizzled links clog', (t) => {
  const { verdict, violation, counts, told } = run({
    clientCutMicros: SECOND,
    swizzleMicros: 2 * SECOND,
  });
  t.is(verdict, 'pass', violation?.message);
  const cuts = told.flatMap((fault) => (fault.kind === 'clientCut' ? [`${fault.directions}`] : []));
  t.is(counts.faults.clientCut, cuts.length);
  t.true(cuts.length > 2);
  t.true(counts.faults.swizzle > 0 && counts.faults.clog > counts.faults.swizzle);
});
