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
  readonly joint?: readonly (readonly [NodeId, MemberRole])[];
  readonly outgoing?: readonly NodeId[];
  readonly learners?: readonly NodeId[];
  readonly witnesses?: readonly NodeId[];
  readonly isLeader?: boolean;
  readonly isInstalling?: boolean;
}

function memberAs([node, role]: readonly [NodeId, MemberRole]): Member {
  return { node, role, address: `10.0.0.1:${7000 + node}` };
}

/** A host on which node 1 shows this after a turn. */
function hostShowing(shown: Shown): SimHost {
  const { applied, voters, joint, isLeader, isInstalling } = shown;
  const { outgoing = [], learners = [], witnesses = [] } = shown;
  const replica = {
    group: 1,
    isRunning: true,
    machine: {
      membership: {
        members: applied.map(memberAs),
        joint: joint === undefined ? null : { outgoing: joint.map(memberAs), autoLeave: true },
        removed: [],
        changeId: 4,
      },
    },
    raft: {
      state: {
        configuration: { voters, outgoing, learners, witnesses },
        pendingSnapshot: isInstalling === true ? { handed: true } : null,
        isLeader: isLeader ?? false,
        term: 3,
      },
    },
  };
  return { id: ONE, touched: new Set([replica]) } as unknown as SimHost;
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

test('a learner that is elected is reported', (t) => {
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

test('a witness that is elected is reported', (t) => {
  const asWitness = [
    [ONE, 'witness'],
    [TWO, 'voter'],
  ] as const;
  const shown = { applied: asWitness, voters: [ONE, TWO], witnesses: [ONE] };
  t.notThrows(() => new Configurations().afterTurn(hostShowing(shown)));
  t.throws(() => new Configurations().afterTurn(hostShowing({ ...shown, isLeader: true })), {
    message: /is no voter/,
  });
});

test('a leader whose demotion takes effect is in order until it loses the term', (t) => {
  const asLearner = [
    [ONE, 'learner'],
    [TWO, 'voter'],
  ] as const;
  const oracle = new Configurations();
  oracle.afterTurn(hostShowing({ applied, voters: [ONE, TWO], learners: [THREE], isLeader: true }));
  const demoted = { applied: asLearner, voters: [TWO], learners: [ONE] };
  t.notThrows(() => oracle.afterTurn(hostShowing({ ...demoted, isLeader: true })));
  oracle.afterTurn(hostShowing(demoted));
  t.throws(() => oracle.afterTurn(hostShowing({ ...demoted, isLeader: true })), {
    message: /is no voter/,
  });
});

test('a replica that has forgotten the outgoing half of a joint configuration is reported', (t) => {
  const joint = [
    [ONE, 'voter'],
    [TWO, 'voter'],
  ] as const;
  const shown = { applied, joint, voters: [ONE, TWO], learners: [THREE] };
  t.notThrows(() =>
    new Configurations().afterTurn(hostShowing({ ...shown, outgoing: [ONE, TWO], isLeader: true })),
  );
  t.throws(() => new Configurations().afterTurn(hostShowing(shown)), { message: /has applied/ });
});

test('a snapshot that is being installed puts consensus ahead of the state', (t) => {
  const host = hostShowing({ applied, voters: [TWO, THREE], isInstalling: true });
  t.notThrows(() => new Configurations().afterTurn(host));
});
