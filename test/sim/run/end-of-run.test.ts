import test from 'ava';
import { drawConfig } from '../../../sim/config/draw-config.ts';
import { runSeed } from '../../../sim/run/run-seed.ts';
import type { Simulation } from '../../../sim/run/simulation.ts';
import { calm } from '../../../sim/scenarios/calm.ts';
import { nodeChecksum, nodeUtf8 } from '../../../src/io/platform/ports.ts';

const SECOND = 1_000_000;

/** A quiet tenth of a second of two groups, and then `last`. */
function endOf(last: (simulation: Simulation) => void) {
  const config = calm(drawConfig('1', { nodes: 3, groups: 2, durationMicros: SECOND }));
  const platform = { checksum: nodeChecksum, utf8: nodeUtf8 };
  return runSeed({ ...config, stores: 'memory' }, platform, (simulation) => {
    simulation.runUntil(SECOND / 10);
    last(simulation);
  });
}

// Without `lookAtEnd` the run passes.
test('a key that strays into another group in the last moment is found out', (t) => {
  const stray = ({ world, cluster, patientClient }: Simulation) => {
    const [node] = world.machines.map((host) => host.node);
    for (const group of cluster.groups) {
      // Some of them are the other group's.
      for (const key of ['a', 'b', 'c', 'd'].filter(
        (each) => patientClient.groupOf(each) !== group,
      )) {
        node?.replicas.get(group)?.machine.store.put(key, Uint8Array.of(1), 1);
      }
    }
  };
  t.is(endOf(stray).violation?.oracle, 'group-isolation');
  t.is(endOf(() => undefined).verdict, 'pass');
});
