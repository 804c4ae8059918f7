import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { isMajority } from '../../../sim/oracles/majority.ts';
import { corePhase } from '../../../sim/run/core-phase.ts';
import { chooseCore, whyUnrecoverable } from '../../../sim/run/healed-core.ts';
import { calmDown, heal, livenessPhase, safetyPhase } from '../../../sim/run/phases.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import type { Simulation } from '../../../sim/run/simulation.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';
import { votersOf } from '../../../src/kv/membership.ts';

const SECOND = 1_000_000;

/** One quiet second of five nodes, and then `course`. */
function run(seed: string, course: (simulation: Simulation) => void) {
  const config = calm(drawConfig(seed, { nodes: 5, groups: 2, durationMicros: SECOND }));
  return runSeed(
    {
      ...config,
      convergeMicros: 5 * SECOND,
      tuning: { ...config.tuning, tickMicros: SECOND / 50, requestTimeoutTicks: 100 },
    },
    { checksum: nodeChecksum, utf8: nodeUtf8 },
    (simulation) => {
      safetyPhase(simulation);
      calmDown(simulation);
      course(simulation);
    },
  );
}

test('a core has a majority of every group, and the others wait until it has served', (t) => {
  const sizes = new Set<number>();
  for (const seed of ['1', '2']) {
    const { verdict, violation, counts } = run(seed, (simulation) => {
      const { cluster } = simulation;
      const choice = chooseCore(simulation, simulation.coreChoices());
      t.is(choice.kind, 'core');
      const ids = choice.kind === 'core' ? choice.core.map(({ id }) => id) : [];
      for (const group of cluster.groups) {
        const voters = votersOf(cluster.membership.latest(group));
        t.true(isMajority(voters, (voter) => ids.includes(voter)));
      }
      sizes.add(ids.length);
      const { machines, frozen, excused } = corePhase(simulation);
      t.deepEqual([machines, frozen, excused], [ids.length, 5 - ids.length, null]);
      heal(simulation);
      livenessPhase(simulation);
    });
    t.is(verdict, 'pass', violation?.message);
    t.true(counts.faults.frozen <= 2);
  }
  t.true([...sizes].some((size) => size < 5));
});

test('a core whose machines do not hear each other is found out', (t) => {
  const { verdict, violation } = run('1', (simulation) => {
    const { network, machines } = simulation.world;
    for (const one of machines) {
      for (const other of machines) {
        network.sever(one.id, other.id);
      }
    }
    corePhase(simulation);
  });
  t.is(verdict, 'liveness');
  t.is(violation?.oracle, 'core');
});

test('a change of members that is under way is waited for, and then a core must work', (t) => {
  const { verdict } = run('1', (simulation) => {
    const { world, cluster } = simulation;
    cluster.actionsUnderWay++;
    const endMicros = world.nowMicros + 3 * SECOND;
    world.at(endMicros, () => cluster.actionsUnderWay--);
    t.is(corePhase(simulation).excused, null);
    t.true(world.nowMicros >= endMicros);
  });
  t.is(verdict, 'pass');
});

test('while the changing of members does not end nothing is asked of a core, and the result says why', (t) => {
  const { verdict } = run('1', (simulation) => {
    simulation.cluster.actionsUnderWay++;
    t.is(corePhase(simulation).excused, 'members are being changed');
  });
  t.is(verdict, 'pass');
});

test('a core that lost a disk on its way is excused, in words', (t) => {
  run('1', (simulation) => {
    const { network, machines } = simulation.world;
    for (const one of machines) {
      for (const other of machines) {
        network.sever(one.id, other.id);
      }
    }
    simulation.world.at(simulation.world.nowMicros + SECOND, () => {
      for (const host of machines) {
        host.disk.faults.isFullForGood = true;
      }
    });
    const { excused } = corePhase(simulation);
    t.regex(excused ?? '', /^the disk of node \d is lost$/);
  });
});

test('who is no quorum of the latest members need not work, and a quorum of them must', (t) => {
  run('1', (simulation) => {
    const { machines } = simulation.world;
    t.is(whyUnrecoverable(simulation, machines.slice(0, 3)), null);
    t.regex(
      whyUnrecoverable(simulation, machines.slice(0, 2)) ?? '',
      /^the members of group \d changed meanwhile, and of these they are no quorum$/,
    );
  });
});
