import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { crash, restart } from '../../../sim/faults/crashes.ts';
import { between, mend, partition } from '../../../sim/faults/partitions.ts';
import { Simulation } from '../../../sim/run/simulation.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { GroupId } from '../../../src/base/ids.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;

/** Three nodes with one group that has a leader, and clients that work; nothing else happens. */
function calmCluster() {
  const config = calm(drawConfig('5', { nodes: 3, groups: 1, durationMicros: 60 * SECOND }));
  const workload = { ...config.workload, clients: 2, thinkMicros: SECOND / 10 };
  const simulation = new Simulation(
    { ...config, workload },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
  );
  const { world, cluster } = simulation;
  world.runUntil(SECOND);
  simulation.startClients();
  world.runUntil(2 * SECOND);
  const leader = cluster.leaderReplica(cluster.groups[0] as GroupId)?.host as SimHost;
  const followers = world.machines.filter((host) => host !== leader);
  const wait = (seconds: number) => world.runUntil(world.nowMicros + seconds * SECOND);
  return { simulation, world, cluster, leader, followers, wait };
}

test('a cluster that nothing befalls has no windows and keeps its leader', (t) => {
  const { simulation, wait } = calmCluster();
  wait(1);
  const { leaders, unavailable, leaderChanges, blastRadius } = simulation.liveness.finish();
  t.deepEqual(unavailable.windowsMicros, []);
  t.true(unavailable.neededMicros > 0);
  t.deepEqual(leaderChanges, [0]);
  t.deepEqual(leaders.crash.foundMicros, []);
  t.true(blastRadius.none.alone.micros > 2 * SECOND);
  t.is(blastRadius.none.alone.groups, 0);
});

test('after the crash of a leader another one works, and the time that took is a window', (t) => {
  const { simulation, cluster, leader, wait } = calmCluster();
  crash(cluster, leader, true);
  wait(3);
  const { timeoutMicros, leaders, unavailable, leaderChanges, blastRadius } =
    simulation.liveness.finish();
  t.deepEqual(leaderChanges, [1]);
  const [found = 0, ...others] = leaders.crash.foundMicros;
  t.deepEqual(others, []);
  t.true(found >= timeoutMicros && found < 8 * timeoutMicros, `${found / timeoutMicros}`);
  t.true((unavailable.windowsMicros[0] ?? 0) >= timeoutMicros);
  t.true(blastRadius.crash.alone.groups > 0);
  t.true(blastRadius.crash.alone.groups < blastRadius.crash.alone.micros);
});

test('while no quorum is connected nobody can be blamed', (t) => {
  const { simulation, cluster, leader, followers, wait } = calmCluster();
  const cut = [...between([leader], followers), ...between(followers.slice(0, 1), followers)];
  partition(cluster, cut, false);
  wait(2);
  const during = simulation.liveness.service.neededMicros(simulation.world.nowMicros);
  wait(2);
  t.is(simulation.liveness.service.neededMicros(simulation.world.nowMicros), during);
  mend(cluster, cut);
  wait(3);
  const { timeoutMicros, leaders, blastRadius } = simulation.liveness.finish();
  t.is(leaders.partition.foundMicros.length, 1);
  t.true((leaders.partition.foundMicros[0] ?? 0) < 8 * timeoutMicros);
  t.true(blastRadius.partition.alone.groups > 2 * SECOND);
});

test('a partition that leaves a leader at work needs no new one', (t) => {
  const { simulation, cluster, followers, leader, wait } = calmCluster();
  const cut = between(followers.slice(0, 1), [leader, ...followers.slice(1)]);
  partition(cluster, cut, false);
  wait(1);
  mend(cluster, cut);
  wait(1);
  const { leaders } = simulation.liveness.finish();
  t.deepEqual(leaders.partition, { foundMicros: [], kept: 1, never: 0 });
});

test('a leader that has lost everybody is looked for until the run ends', (t) => {
  const { simulation, cluster, world, leader, wait } = calmCluster();
  for (const host of world.machines) {
    crash(cluster, host, true);
  }
  wait(1);
  restart(cluster, leader);
  wait(1);
  t.is(simulation.liveness.finish().leaders.crash.never, 1);
});
