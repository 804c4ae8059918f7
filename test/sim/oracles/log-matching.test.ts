import test from 'ava';
import { LogMatching } from '../../../sim/oracles/log-matching.ts';
import { index, term } from '../../branded.ts';
import { sealedEntry } from '../../codec/any-message.ts';
import { replica, type Start } from '../../raft/replica.ts';
import { expectAlarm, hostOf, replicaOf, sealedLog } from './synthetic-host.ts';

function look(oracle: LogMatching, id: number, start: Start): void {
  oracle.afterTurn(hostOf(id, replicaOf(replica({ id, ...start }))));
}

test('logs that diverge in their terms raise no alarm, nor does a log that is replaced', (t) => {
  const oracle = new LogMatching();
  t.notThrows(() => {
    look(oracle, 1, { entries: sealedLog([1, 1, 2]) });
    look(oracle, 2, { entries: sealedLog([1, 1, 3, 3]) });
    look(oracle, 1, { entries: sealedLog([1, 1, 3, 3]) });
    look(oracle, 2, { entries: sealedLog([1, 1]) });
  });
});

test('other content under the same index and term raises an alarm', (t) => {
  const oracle = new LogMatching();
  look(oracle, 1, { entries: sealedLog([1, 2, 2]) });
  expectAlarm(t, 'log-matching', () => look(oracle, 2, { entries: sealedLog([1, 2, 2], 1) }));
});

test('an equal entry behind an entry of another term raises an alarm', (t) => {
  const oracle = new LogMatching();
  look(oracle, 1, { entries: sealedLog([1, 1, 3]) });
  expectAlarm(t, 'log-matching', () => look(oracle, 2, { entries: sealedLog([1, 2, 3]) }));
});

test('an entry that was changed in place shows when the next one is added', (t) => {
  const oracle = new LogMatching();
  look(oracle, 1, { entries: sealedLog([1, 1]) });
  const changed = [...sealedLog([1]), ...sealedLog([1, 1, 1], 9).slice(1)];
  look(oracle, 2, { entries: sealedLog([1, 1, 1]) });
  expectAlarm(t, 'log-matching', () => look(oracle, 3, { entries: changed }));
});

test('a log that goes on behind a snapshot is compared from there', (t) => {
  const oracle = new LogMatching();
  look(oracle, 1, { entries: sealedLog([1, 1, 2, 2]) });
  const behind = replica({ id: 2, entries: sealedLog([1]) });
  oracle.afterTurn(hostOf(2, replicaOf(behind)));
  behind.state.log.restore({ index: index(3), term: term(2) });
  behind.state.log.append([sealedEntry(4, 2, 'command', Uint8Array.of(3, 2, 0))]);
  t.notThrows(() => oracle.afterTurn(hostOf(2, replicaOf(behind))));
  behind.state.log.append([sealedEntry(5, 2, 'command', Uint8Array.of(1))]);
  oracle.afterTurn(hostOf(2, replicaOf(behind)));
  expectAlarm(t, 'log-matching', () => look(oracle, 3, { entries: sealedLog([1, 1, 2, 2, 2]) }));
});
