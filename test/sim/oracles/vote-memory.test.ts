import test from 'ava';
import { VoteMemory } from '../../../sim/oracles/vote-memory.ts';
import { group } from '../../branded.ts';
import { acknowledgement, vote } from './synthetic-answers.ts';
import { expectAlarm, hostOf } from './synthetic-host.ts';

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
