import type { GroupId } from '../../src/base/ids.ts';
import { binaryBlocks } from '../../src/codec/snapshot/binary-blocks.ts';
import { SnapshotWriter } from '../../src/codec/snapshot/snapshot-writer.ts';
import { thriftBlocks } from '../../src/codec/snapshot/thrift-blocks.ts';
import { incarnationOf } from '../../src/raft/incarnation.ts';
import { exportGroup } from '../../src/storage/export-group.ts';
import type { SnapshotSource } from '../../src/storage/exported-snapshot.ts';
import { type Import, type Imported, importGroup } from '../../src/storage/import-group.ts';
import { MACHINE_TYPES } from '../../src/storage/machine-type.ts';
import { SITES } from '../base/keyed-random.ts';
import { FAULT_CODES } from '../faults/fault-codes.ts';
import { Violation } from '../oracles/violation.ts';
import type { Simulation } from '../run/simulation.ts';
import { runOffline } from '../world/offline-task.ts';
import type { Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { firstGroup, haveLeaders, leaderHost, serves, strike } from './steps.ts';

/** An import makes fewer requests to the disk than this, but for the zeros of a new segment. */
const REQUESTS = 36;

export const quorumLossImportScenario: Scenario = {
  name: 'quorum-loss-import',
  origin: '–',
  summary:
    'all but one member are lost for ever; the survivor and new machines go on from its data, old members are refused',
  configure: (config) => {
    const calmed = calm(config);
    // One group: its leader is the survivor, so that nothing acknowledged is lost with the others.
    const tuning = { ...calmed.tuning, segmentBytes: 16 * 1024 };
    return { ...calmed, groups: 1, stores: 'mixed', tuning };
  },
  *script(simulation) {
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    yield* loseQuorumAndRestore(simulation);
    yield* serves(simulation);
    yield* loseQuorumAndRestore(simulation);
    yield* serves(simulation);
  },
};

function* loseQuorumAndRestore(simulation: Simulation): Script {
  const { cluster, world } = simulation;
  const group = firstGroup(simulation);
  const survivor = leaderHost(simulation);
  const lost = cluster.members().filter((host) => host !== survivor);
  for (const host of lost) {
    simulation.members.switchOff(host);
  }
  strike(simulation, survivor, true);

  const source = exportedFrom(simulation, survivor, group);
  const hosts = [survivor, cluster.addJoiner(), cluster.addJoiner()];
  for (const host of hosts) {
    importInto(simulation, host, hosts, source);
  }
  for (const host of hosts) {
    world.start(host);
  }
  yield* haveLeaders(simulation, hosts);
  expectNewLife(simulation, group);
  yield* serves(simulation);
  for (const host of lost) {
    if (!(yield* simulation.members.comeBackUnderOldId(host, false))) {
      throw new Violation(
        'scenario',
        'liveness',
        `node ${host.ordinal}, which was not among the imported members, must be told that it is removed`,
      );
    }
  }
}

function exportedFrom(simulation: Simulation, host: SimHost, group: GroupId): SnapshotSource {
  const { checksum, utf8 } = simulation.world.ports;
  const codecs = { binary: binaryBlocks(utf8), thrift: thriftBlocks(utf8) };
  const order = { group, entries: 'all' } as const;
  const task = exportGroup({ ...order, codecs, checksum, utf8 });
  const end = runOffline(host, task, simulation.world.nowMicros);
  if (end.kind === 'powerLost') {
    throw new Violation('scenario', 'invariant', 'nobody cuts the power of an export');
  }
  const bytes = new SnapshotWriter(end.value.content, codecs.binary, checksum)
    .next(2 ** 30)
    .slice();
  return { name: 'export', pieces: () => [bytes], codecs, checksum };
}

/** Imports, after the power was cut in the middle of a first attempt. */
function importInto(
  simulation: Simulation,
  host: SimHost,
  hosts: readonly SimHost[],
  source: SnapshotSource,
): void {
  const { world, cluster } = simulation;
  const { node, address, deployment, tuning } = host.options;
  const order: Import = {
    self: { node, address },
    members: hosts.map(({ options }) => ({
      node: options.node,
      role: 'voter',
      address: options.address,
    })),
    deployment,
    machineType: MACHINE_TYPES[host.options.store],
    source,
    utf8: world.ports.utf8,
    checksum: world.ports.checksum,
    segmentBytes: tuning.segmentBytes,
  };
  world.noteFault(FAULT_CODES.crash, host.ordinal);
  const cut = world.random.below(REQUESTS, SITES.operator, host.ordinal, host.incarnation + 1);
  let end = runOffline<Imported>(host, importGroup(order), world.nowMicros, cut);
  if (end.kind === 'powerLost') {
    world.counts.faults.crash++;
    end = runOffline(host, importGroup(order), world.nowMicros);
  }
  if (end.kind === 'done') {
    world.counts.groupsRestored++;
    // A restart needs neither list nor flag.
    const groups = host.options.groups.map((options) => ({ ...options, members: [] }));
    host.options = { ...host.options, groups };
    const { header } = end.value;
    cluster.membership.note(host.id, header.group, header.membership);
  }
}

function expectNewLife({ cluster }: Simulation, group: GroupId): void {
  const leader = cluster.leaderReplica(group)?.replica;
  if (leader !== undefined && incarnationOf(leader.raft.state.term) === 0) {
    throw new Violation('scenario', 'invariant', 'a restored group goes on in terms of its own');
  }
}
