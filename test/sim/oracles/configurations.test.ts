import test from 'ava';
import { Configurations } from '../../../sim/oracles/configurations.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { NodeId } from '../../../src/base/ids.ts';
import type { Member, MemberRole } from '../../../src/kv/roster.ts';

const ONE = 1 as NodeId;
const TWO = 2 as NodeId;
const THREE = 3 as NodeId;

interface Shown {
  readonly applied: readonly (readonly [NodeId, MemberRole])[];
  readonly voters: readonly NodeId[];
  readonly learners?: readonly NodeId[];
  readonly isLeader?: boolean;
  readonly isInstalling?: boolean;
}

function memberAs([node, role]: readonly [NodeId, MemberRole]): Member {
  return { node, role, address: `10.0.0.1:${7000 + node}` };
}

/** A host on which node 1 shows this after a turn. */
function hostShowing({ applied, voters, learners = [], isLeader, isInstalling }: Shown): SimHost {
  const replica = {
    group: 1,
    isRunning: true,
    machine: { membership: { members: applied.map(memberAs), removed: [], changeId: 4 } },
    raft: {
      state: {
        configuration: { voters, outgoing: [], learners },
        pendingSnapshot: isInstalling === true ? { handed: true } : null,
        isLeader: isLeader ?? false,
        term: 3,
      },
    },
  };
  return { id: ONE, node: { replicas: new Map([[1, replica]]) } } as unknown as SimHost;
}

const applied = [
  [ONE, 'voter'],
  [TWO, 'voter'],
  [THREE, 'learner'],
] as const;

test('a leader that counts the voters it has applied is in order', (t) => {
  const host = hostShowing({ applied, voters: [ONE, TWO], learners: [THREE], isLeader: true });
  t.notThrows(() => new Configurations().afterTurn(host));
});

test('a replica that still counts a voter which its applied membership demotes is reported', (t) => {
  const host = hostShowing({ applied, voters: [ONE, TWO, THREE] });
  t.throws(() => new Configurations().afterTurn(host), { message: /has applied a membership/ });
});

test('a replica that does not know of a learner which it has applied is reported', (t) => {
  const host = hostShowing({ applied, voters: [ONE, TWO] });
  t.throws(() => new Configurations().afterTurn(host), { message: /has applied a membership/ });
});

test('a learner that leads is reported', (t) => {
  const asLearner = [
    [ONE, 'learner'],
    [TWO, 'voter'],
  ] as const;
  const shown = { applied: asLearner, voters: [TWO], learners: [ONE] };
  t.notThrows(() => new Configurations().afterTurn(hostShowing(shown)));
  t.throws(() => new Configurations().afterTurn(hostShowing({ ...shown, isLeader: true })), {
    message: /is no voter/,
  });
});

test('a snapshot that is being installed puts consensus ahead of the state', (t) => {
  const host = hostShowing({ applied, voters: [TWO, THREE], isInstalling: true });
  t.notThrows(() => new Configurations().afterTurn(host));
});
