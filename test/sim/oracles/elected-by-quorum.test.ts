import test from 'ava';
import { ElectedByQuorum } from '../../../sim/oracles/elected-by-quorum.ts';
import { group, index, node, term } from '../../branded.ts';
import { leader, type Start } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, machineOf, newMachine, replicaOf } from './synthetic-host.ts';

const TERM = 6;
const ADDRESS = '10.0.0.1:7001';

/** A vote for node 1 leaves `voter`. */
function vote(
  oracle: ElectedByQuorum,
  voter: number,
  { inTerm = TERM, to = 1, granted = true, inGroup = GROUP } = {},
): void {
  const message = {
    kind: 'voteResponse' as const,
    from: node(voter),
    to: node(to),
    term: term(inTerm),
    granted,
  };
  oracle.sent(hostOf(voter), { group: inGroup, message });
}

/** Node 1 begins to lead term 6 of a group of these voters. */
function lead(oracle: ElectedByQuorum, voters: readonly number[], start: Start = {}): void {
  const raft = leader({ ...start, voters, term: TERM - 1 });
  oracle.afterTurn(hostOf(1, replicaOf(raft, machineOf(voters.map(node)))));
}

test('a leader with its own vote and those of enough others raises no alarm', (t) => {
  const oracle = new ElectedByQuorum();
  vote(oracle, 2);
  t.notThrows(() => lead(oracle, [1, 2, 3]));
  t.notThrows(() => lead(new ElectedByQuorum(), [1]));
});

test('who leads on is not asked for votes again, whoever becomes a voter', (t) => {
  const oracle = new ElectedByQuorum();
  vote(oracle, 2);
  lead(oracle, [1, 2, 3]);
  t.notThrows(() => lead(oracle, [1, 2, 3, 4, 5]));
});

test('votes of too few raise an alarm, however often each is told', (t) => {
  expectAlarm(t, 'elected-by-quorum', () => lead(new ElectedByQuorum(), [1, 2, 3]));
  const oracle = new ElectedByQuorum();
  vote(oracle, 2);
  vote(oracle, 2);
  expectAlarm(t, 'elected-by-quorum', () => lead(oracle, [1, 2, 3, 4]));
});

test('a vote that is denied, or of another term, group, candidate or no voter, is none', (t) => {
  const others = [
    [2, { granted: false }],
    [2, { inTerm: TERM - 1 }],
    [2, { inGroup: group(2) }],
    [2, { to: 3 }],
    [4, {}],
  ] as const;
  for (const [voter, of] of others) {
    const oracle = new ElectedByQuorum();
    vote(oracle, voter, of);
    expectAlarm(t, 'elected-by-quorum', () => lead(oracle, [1, 2, 3]));
  }
});

test('of a joint membership both halves must have voted', (t) => {
  const joint = (voters: readonly number[]) => {
    const oracle = new ElectedByQuorum();
    for (const voter of voters) {
      vote(oracle, voter);
    }
    const member = (id: number) => ({ node: node(id), role: 'voter' as const, address: ADDRESS });
    const machine = newMachine();
    machine.restore(index(1), {
      members: [1, 2, 3].map(member),
      joint: { outgoing: [1, 4, 5].map(member), autoLeave: true },
      removed: [],
      changeId: index(1),
    });
    const raft = leader({ voters: [1, 2, 3], outgoing: [], term: TERM - 1 });
    oracle.afterTurn(hostOf(1, replicaOf(raft, machine)));
  };
  t.notThrows(() => joint([2, 4]));
  expectAlarm(t, 'elected-by-quorum', () => joint([2, 3]));
  expectAlarm(t, 'elected-by-quorum', () => joint([4, 5]));
});
