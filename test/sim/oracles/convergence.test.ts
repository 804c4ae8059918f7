import test from 'ava';
import type { CommittedEntries } from '../../../sim/oracles/committed-entries.ts';
import { obstacleToConvergence } from '../../../sim/oracles/convergence.ts';
import type { Cluster } from '../../../sim/world/cluster.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { Replica } from '../../../src/engine/replica.ts';
import { index, node } from '../../branded.ts';
import { command } from '../../kv/any-command.ts';
import { ascii } from '../../kv/bytes.ts';
import { leader, persistAll, replica } from '../../raft/replica.ts';
import { GROUP, hostOf, newMachine, replicaOf } from './synthetic-host.ts';

/** A machine with three voters that has applied one command after them. */
function machineWith(value: string, applied = 2) {
  const machine = newMachine();
  const changes = [1, 2, 3].map((id) => ({
    kind: 'addVoter' as const,
    node: node(id),
    address: `${id}`,
  }));
  machine.applyMembershipChange(index(1), {
    initial: true,
    expectedChangeId: null,
    transition: 'single',
    changes,
  });
  if (applied === 2) {
    machine.applyCommand(index(2), command({ kind: 'put', value: ascii(value) }));
  }
  return machine;
}

function leading(): Replica {
  const raft = leader({ terms: [1] });
  persistAll(raft);
  raft.state.log.commitTo(index(2));
  return replicaOf(raft, machineWith('v'));
}

const following = (id: number, machine = machineWith('v')) =>
  replicaOf(replica({ id, terms: [1, 1] }), machine);

function obstacle(replicas: readonly (Replica | null)[], highest = 2): string | null {
  const hosts = new Map<number, SimHost>();
  for (const [i, each] of replicas.entries()) {
    hosts.set(i + 1, each === null ? hostOf(i + 1) : hostOf(i + 1, each));
  }
  const found = replicas.find((each) => each?.raft.state.isLeader === true);
  const cluster = {
    groups: [GROUP],
    world: { hosts },
    leaderReplica: () => found && { host: hosts.get(1), replica: found },
  };
  const committed = { highest: () => index(highest) };
  const obstacle = obstacleToConvergence(
    cluster as unknown as Cluster,
    committed as unknown as CommittedEntries,
  );
  return obstacle === null ? null : obstacle.words;
}

test('a group has converged when all members have applied everything, with equal content', (t) => {
  t.is(obstacle([leading(), following(2), following(3)]), null);
});

test('each thing that is missing is named', (t) => {
  t.regex(obstacle([following(1), following(2), following(3)]) ?? '', /no leader/);
  t.regex(obstacle([leading(), following(2), following(3)], 9) ?? '', /committed 2 of 9/);
  t.regex(obstacle([leading(), following(2), null]) ?? '', /member 3 .* does not run/);
  const behind = following(3, machineWith('v', 1));
  t.regex(obstacle([leading(), following(2), behind]) ?? '', /member 3 .* applied 1 of 2/);
  const other = following(2, machineWith('w'));
  t.regex(obstacle([leading(), other, following(3)]) ?? '', /member 2 .* another content/);
  const stopped = { ...following(3), isRunning: false } as Replica;
  t.regex(obstacle([leading(), following(2), stopped]) ?? '', /member 3 .* does not run/);
});
