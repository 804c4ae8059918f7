import test from 'ava';
import { VoteMemory } from '../../../sim/oracles/vote-memory.ts';
import { group, index, node, term } from '../../branded.ts';
import { expectAlarm, GROUP, hostOf } from './synthetic-host.ts';

const vote = (inTerm: number, to: number, granted = true) => ({
  group: GROUP,
  message: {
    kind: 'voteResponse' as const,
    from: node(1),
    to: node(to),
    term: term(inTerm),
    granted,
  },
});

const acknowledgement = (inTerm: number) => ({
  group: GROUP,
  message: {
    kind: 'appendResponse' as const,
    from: node(1),
    to: node(2),
    term: term(inTerm),
    rejected: false,
    index: index(1),
    hintIndex: index(0),
    hintTerm: term(0),
  },
});

test('a vote that is repeated, denied, or of another term, group or node raises no alarm', (t) => {
  const oracle = new VoteMemory();
  t.notThrows(() => {
    oracle.sent(hostOf(1), vote(1, 2));
    oracle.sent(hostOf(1), vote(1, 2));
    oracle.sent(hostOf(1), vote(1, 3, false));
    oracle.sent(hostOf(2), vote(1, 3));
    oracle.sent(hostOf(1), { ...vote(1, 3), group: group(2) });
    oracle.sent(hostOf(1), vote(2, 3));
  });
});

test('a second vote in a term raises an alarm', (t) => {
  const oracle = new VoteMemory();
  oracle.sent(hostOf(1), vote(4, 2));
  expectAlarm(t, 'vote-memory', () => oracle.sent(hostOf(1), vote(4, 3)));
});

test('an acknowledgement or vote from a term below an earlier one raises an alarm', (t) => {
  const oracle = new VoteMemory();
  oracle.sent(hostOf(1), vote(4, 2));
  t.notThrows(() => oracle.sent(hostOf(1), acknowledgement(4)));
  expectAlarm(t, 'vote-memory', () => oracle.sent(hostOf(1), acknowledgement(3)));
  expectAlarm(t, 'vote-memory', () => oracle.sent(hostOf(1), vote(3, 2)));
});
