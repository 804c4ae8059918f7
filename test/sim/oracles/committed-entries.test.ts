import test from 'ava';
import { CommittedEntries } from '../../../sim/oracles/committed-entries.ts';
import type { DurableLogs } from '../../../sim/oracles/durable-logs.ts';
import { index, node } from '../../branded.ts';
import { leader, replica, type Start } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, machineOf, replicaOf, sealedLog } from './synthetic-host.ts';

/** Lets a replica be seen with nothing committed, and then with `commit`. */
function commit(oracle: CommittedEntries, id: number, start: Start & { readonly commit: number }) {
  const raft = replica({ id, ...start, commit: 0 });
  const host = hostOf(id, replicaOf(raft, machineOf(raft.state.configuration.voters)));
  oracle.afterTurn(host);
  raft.state.log.commitTo(index(start.commit));
  oracle.afterTurn(host);
}

/** Disks that hold what is said of their nodes. */
function disksOf(holders: readonly number[]): DurableLogs {
  const holds = (id: number) => holders.includes(id);
  return { holds } as unknown as DurableLogs;
}

test('replicas that commit the same entries, each in its time, raise no alarm', (t) => {
  const oracle = new CommittedEntries(null);
  t.notThrows(() => {
    commit(oracle, 1, { entries: sealedLog([1, 1, 2]), commit: 2 });
    commit(oracle, 2, { entries: sealedLog([1, 1, 2]), commit: 3 });
    commit(oracle, 3, { entries: sealedLog([1, 1, 2, 2]), commit: 3 });
  });
  t.is(oracle.highest(GROUP), index(3));
  t.is(oracle.count, 3);
});

test('an entry of another term, or of other content, where one is committed raises an alarm', (t) => {
  for (const other of [sealedLog([1, 3]), sealedLog([1, 2], 9)]) {
    const oracle = new CommittedEntries(null);
    commit(oracle, 1, { entries: sealedLog([1, 2]), commit: 2 });
    expectAlarm(t, 'state-machine-safety', () => commit(oracle, 2, { entries: other, commit: 2 }));
  }
});

test('a restarted replica that commits something else than before raises an alarm', (t) => {
  const oracle = new CommittedEntries(null);
  commit(oracle, 1, { entries: sealedLog([1, 2]), commit: 2 });
  oracle.stopping(hostOf(1));
  expectAlarm(t, 'state-machine-safety', () =>
    commit(oracle, 1, { entries: sealedLog([1, 3]), commit: 2 }),
  );
});

test('an entry that is called committed must be on the medium of a quorum', (t) => {
  const entries = sealedLog([1, 2]);
  t.notThrows(() => commit(new CommittedEntries(disksOf([2, 3])), 1, { entries, commit: 2 }));
  for (const holders of [[], [1], [3], [4, 5]]) {
    const oracle = new CommittedEntries(disksOf(holders));
    expectAlarm(t, 'committed-on-quorum', () => commit(oracle, 1, { entries, commit: 2 }));
  }
});

test('a leader without an entry that was committed before its term raises an alarm', (t) => {
  const oracle = new CommittedEntries(null);
  commit(oracle, 1, { entries: sealedLog([1, 2, 2]), commit: 3 });
  const complete = leader({ id: 2, entries: sealedLog([1, 2, 2]), term: 2 });
  t.notThrows(() => oracle.afterTurn(hostOf(2, replicaOf(complete))));
  for (const entries of [sealedLog([1, 2]), sealedLog([1, 2, 3])]) {
    const incomplete = leader({ id: 3, entries, term: 3 });
    expectAlarm(t, 'leader-completeness', () => oracle.afterTurn(hostOf(3, replicaOf(incomplete))));
  }
});

test('an old leader that does not know what a later one committed raises no alarm', (t) => {
  const oracle = new CommittedEntries(null);
  commit(oracle, 1, { entries: sealedLog([1, 5]), commit: 2 });
  const old = leader({ id: 2, entries: sealedLog([1]), term: 2 });
  t.notThrows(() => oracle.afterTurn(hostOf(2, replicaOf(old))));
  t.is(old.state.id, node(2));
});

// Default profile, seed 692: the oracle went by the term of the entry, and raised a false alarm.
test('a leader elected late in a term before that of the commit need not have an older entry', (t) => {
  const oracle = new CommittedEntries(null);
  commit(oracle, 1, { entries: sealedLog([1, 2]), commit: 2, term: 5 });
  const old = leader({ id: 2, entries: sealedLog([1]), term: 3 });
  t.notThrows(() => oracle.afterTurn(hostOf(2, replicaOf(old))));
  const later = leader({ id: 3, entries: sealedLog([1]), term: 5 });
  expectAlarm(t, 'leader-completeness', () => oracle.afterTurn(hostOf(3, replicaOf(later))));
});
