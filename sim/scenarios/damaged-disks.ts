import { present } from '../../src/base/invariant.ts';
import { votersOf } from '../../src/kv/membership.ts';
import type { StorageRequest } from '../../src/storage/disk.ts';
import { pointerFile, segmentOfFile, snapshotFile } from '../../src/storage/file-names.ts';
import { type DurableRange, provenRanges, wholeFile } from '../disk/durable-ranges.ts';
import { SECTOR_BYTES } from '../disk/file-image.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import { PowerCutter } from './power-cutter.ts';
import type { Scenario } from './scenario.ts';
import {
  catchesUp,
  expect,
  firstGroup,
  haveLeaders,
  leaderHost,
  must,
  SECOND,
  serves,
  strike,
} from './steps.ts';

const CUTS_MAX = 40;
const REPLACED_MICROS = 120 * SECOND;

/** Every file and batch has something there that a checksum covers; further on there may be padding. */
const IN_EVERY_HEADER = 16;

/** What is damaged, and where it lies on a disk. */
type Damaged = 'log' | 'segment header' | 'identity' | 'bootstrap record' | 'snapshot' | 'pointer';
const DAMAGED: readonly Damaged[] = [
  // First, while there are machines of both kinds.
  'snapshot',
  'pointer',
  'log',
  'segment header',
  'identity',
  'bootstrap record',
];

/** seeds.md SIM-12: what a disk changed must be found, and what was acknowledged must survive. */
export const damagedDisksScenario: Scenario = {
  name: 'damaged-disks',
  origin: 'SIM-12',
  summary: 'a bit flips in each kind of file and in frames, and power cuts tear writes: all found',
  configure: (config) => {
    const calmed = calm(config);
    const tuning = {
      ...calmed.tuning,
      syncMode: { kind: 'fdatasync' as const },
      snapshotEntries: 20,
      snapshotIntervalTicks: 0,
      disableAutoCompaction: false,
      // Several sectors in one write, and machines that are replaced without delay.
      appendBytesMax: 65_536,
      logBatchBytesMax: 65_536,
      applyBytesMax: 65_536,
      inflightMessagesMax: 64,
      inflightBytesMax: 1 << 20,
      snapshotChunkBytes: 65_536,
      entryCompression: 'none' as const,
      snapshotSendBytesPerSecond: 0,
      snapshotReceiveBytesPerSecond: 0,
    };
    return {
      ...calmed,
      nodes: 3,
      groups: 1,
      stores: 'mixed',
      tuning,
      network: { ...calmed.network, corrupt: 2000 },
      disk: { ...calmed.disk, survival: 500_000, tear: 1_000_000 },
      workload: { ...calmed.workload, valueBytesMax: 3000 },
    };
  },
  *script(simulation) {
    const { world } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* cutPower(simulation);
    for (const what of DAMAGED) {
      yield* haveLeaders(simulation);
      yield* serves(simulation);
      yield* damage(simulation, what);
    }
    const { tornWrite, frameCorruption } = world.counts.faults;
    expect(tornWrite > 0, 'no power cut tore a write');
    expect(frameCorruption > 0, 'no frame was damaged');
  },
};

/** On a leader, right after a write to its log that is longer than a sector, until one was torn. */
function* cutPower(simulation: Simulation): Script {
  const { cluster, world } = simulation;
  const cutter = new PowerCutter(simulation);
  const isLong = (request: StorageRequest) =>
    request.kind === 'write' &&
    segmentOfFile(request.file) !== null &&
    request.length > SECTOR_BYTES;
  for (let cut = 0; world.counts.faults.tornWrite === 0; cut++) {
    expect(cut < CUTS_MAX, 'no power cut tears a write');
    const leader = leaderHost(simulation);
    cutter.arm(leader, 1, isLong);
    yield* must(() => cutter.hasStruck, 'a leader must write more than a sector');
    restart(cluster, leader);
    yield* haveLeaders(simulation);
    yield* serves(simulation, 5);
  }
}

/** Flips a bit on a machine that is off: it must say so when it starts, and be replaced. */
function* damage(simulation: Simulation, what: Damaged): Script {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const victim = victimOf(simulation, what);
  yield* must(() => rangesOf(simulation, victim, what).length > 0, `there must be a ${what}`);
  for (const host of cluster.members()) {
    yield* catchesUp(simulation, host);
  }
  // The newest: what was compacted away nobody reads again.
  yield* must(
    () => rangesOf(simulation, victim, what).length > 0,
    `there must be a ${what}`,
    SECOND,
  );
  const range = present(rangesOf(simulation, victim, what).at(-1), 'there is one');
  strike(simulation, victim, true);
  flipBit(victim, range);
  let isNoticed = false;
  world.observe({
    noticed: (host, { kind }) => {
      isNoticed ||= host === victim && (kind === 'nodeFailed' || kind === 'replicaQuarantined');
    },
  });
  restart(cluster, victim);
  yield* must(() => isNoticed, `a damaged ${what} must be noticed`);
  const isReplaced = () =>
    cluster.isRemovedEverywhere(victim.id) &&
    votersOf(cluster.membership.latest(group)).length === 3;
  yield* must(
    isReplaced,
    'another machine must take the place of the damaged one',
    REPLACED_MICROS,
  );
  yield* sleep(SECOND);
}

/** A follower if possible; who keeps its state in memory reads snapshots when it starts. */
function victimOf(simulation: Simulation, what: Damaged): SimHost {
  const leader = leaderHost(simulation);
  const isUsable = ({ options: { store } }: SimHost) =>
    what === 'pointer' ? store === 'level' : what !== 'snapshot' || store === 'memory';
  const usable = simulation.cluster.members().filter(isUsable);
  return present(usable.find((host) => host !== leader) ?? usable[0], 'there are both kinds');
}

function rangesOf(simulation: Simulation, host: SimHost, what: Damaged): DurableRange[] {
  const group = firstGroup(simulation);
  const replica = host.node?.replicas.get(group);
  const proven = provenRanges(host.disk, simulation.world.ports.checksum);
  const whole = (file: string) =>
    [wholeFile(host.disk, file, 'small')].filter(({ length }) => length > 0);
  switch (what) {
    case 'log':
      return proven.filter(({ kind }) => kind === 'batch');
    case 'segment header':
      return proven.filter(({ kind }) => kind === 'header');
    case 'identity':
      return proven.filter(({ kind, file }) => kind === 'small' && file === 'identity');
    case 'bootstrap record':
      return proven.filter(({ kind, file }) => kind === 'small' && file !== 'identity');
    case 'snapshot':
      // One that is being saved may count already.
      return replica === undefined || replica.isSaving
        ? []
        : whole(snapshotFile(group, replica.snapshot.position));
    case 'pointer':
      return whole(pointerFile(group));
  }
}

function flipBit({ disk }: SimHost, { file, offset, length }: DurableRange): void {
  const image = present(disk.directory.get(file), 'the file is there');
  const at = offset + Math.min(IN_EVERY_HEADER, length - 1);
  image.damage(at, Uint8Array.of((image.synced[at] ?? 0) ^ 1));
}
