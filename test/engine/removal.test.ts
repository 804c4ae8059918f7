import test from 'ava';
import { drawConfig } from '../../sim/config/draw-config.ts';
import type { SimConfig } from '../../sim/config/sim-config.ts';
import { Simulation } from '../../sim/run/simulation.ts';
import { runScript } from '../../sim/world/script.ts';
import type { SimHost } from '../../sim/world/sim-host.ts';
import type { NodeId } from '../../src/base/ids.ts';
import type { Notice } from '../../src/engine/events.ts';
import { nodeChecksum, nodeUtf8 } from '../../src/io/platform/ports.ts';
import { segmentOfFile } from '../../src/storage/file-names.ts';

const SECOND = 1_000_000;
const SEGMENTS_MAX = 2;

/** A cluster in which nothing goes wrong by itself, and whose disks lose all that is not synced. */
function calmConfig(groups: number): SimConfig {
  const drawn = drawConfig('removal', { nodes: 3, groups });
  return {
    ...drawn,
    tuning: {
      ...drawn.tuning,
      tickMicros: 20_000,
      syncMode: { kind: 'fdatasync' },
      segmentBytes: 4096,
      segmentsMax: SEGMENTS_MAX,
      snapshotEntries: 20,
      compactionOverhead: 0,
    },
    network: { ...drawn.network, loss: 0, duplicate: 0, tail: 0, capacity: 1000 },
    disk: { ...drawn.disk, stall: 0, survival: 0, tear: 0 },
    workload: { ...drawn.workload, clients: 3, keys: 10, thinkMicros: 20_000 },
  };
}

interface Run {
  readonly simulation: Simulation;
  readonly victim: SimHost;
  /** What the victim's node said. */
  readonly notices: Notice['kind'][];
}

/** Elects leaders, then removes one node from the first group while clients work. */
function removeOne(groups: number): Run {
  const simulation = new Simulation(calmConfig(groups), {
    checksum: nodeChecksum,
    utf8: nodeUtf8,
  });
  const { world, cluster, operator, clients } = simulation;
  world.runUntil(5 * SECOND);
  const [group] = cluster.groups;
  const victim = world.machines.find((host) => host.id !== cluster.leaderOf(group as never));
  const notices: Notice['kind'][] = [];
  world.observe({
    noticed: (host, notice) => {
      if (host === victim) {
        notices.push(notice.kind);
      }
    },
  });
  for (const client of clients) {
    client.start();
  }
  const node = victim?.id as NodeId;
  runScript(world, remove());
  return { simulation, victim: victim as SimHost, notices };

  function* remove() {
    yield* operator.change(group as never, { kind: 'remove', node });
  }
}

function runUntilRemoved({ simulation, notices }: Run): void {
  const { world } = simulation;
  const deadlineMicros = world.nowMicros + 10 * SECOND;
  while (!notices.includes('replicaRemoved') && world.nowMicros < deadlineMicros) {
    world.runUntil(world.nowMicros + 100);
  }
}

test('a node says that it was removed only when a power cut cannot make it forget that', (t) => {
  const run = removeOne(1);
  const { world } = run.simulation;
  runUntilRemoved(run);
  t.is(run.notices.at(-1), 'replicaRemoved');
  run.notices.length = 0;
  world.crash(run.victim, true);
  world.start(run.victim);
  world.runUntil(world.nowMicros + 5 * SECOND);
  t.deepEqual(run.notices, ['replicaRemoved', 'ready']);
});

test('a group that has removed a node does not keep the log of its other groups after a restart', (t) => {
  const run = removeOne(2);
  const { world } = run.simulation;
  runUntilRemoved(run);
  world.crash(run.victim, true);
  world.start(run.victim);
  world.runUntil(world.nowMicros + 30 * SECOND);
  const segments = [...run.victim.disk.directory.files().keys()]
    .map(segmentOfFile)
    .filter((segment) => segment !== null);
  // The bound, the one being written, and the one made ready for it.
  t.true(segments.length <= SEGMENTS_MAX + 2, `there are ${segments.length} segments`);
  t.true(Math.max(...segments) > 10, 'the log went on for long enough to show it');
});
