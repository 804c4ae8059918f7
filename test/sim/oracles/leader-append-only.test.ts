import test from 'ava';
import { LeaderAppendOnly } from '../../../sim/oracles/leader-append-only.ts';
import { sealEntry } from '../../../src/codec/entry-record.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import {
  acknowledge,
  applyAll,
  draftOf,
  leader,
  persistAll,
  replica,
  type Start,
} from '../../raft/replica.ts';
import { expectAlarm, hostOf, replicaOf, sealedLog } from './synthetic-host.ts';

/** A leader of term 5 with these entries and the one that began its term. */
function leaderOf(terms: readonly number[], start: Start = {}): Raft {
  return leader({ ...start, term: 4, entries: sealedLog(terms) });
}

/** What the node looks like after a turn. */
function look(oracle: LeaderAppendOnly, raft: Raft): void {
  oracle.afterTurn(hostOf(1, replicaOf(raft)));
}

/** Proposes a command of this size, with its header written as when it is handed to the disk. */
function propose(raft: Raft, payloadBytes: number): void {
  raft.proposeCommand(draftOf(payloadBytes));
  const { log } = raft.state;
  sealEntry(log.entryAt(log.lastIndex), nodeChecksum);
}

test('a leader whose log grows and is compacted raises no alarm', (t) => {
  const oracle = new LeaderAppendOnly();
  const raft = leaderOf([1, 2]);
  t.notThrows(() => {
    look(oracle, raft);
    raft.proposeCommand(draftOf(9));
    look(oracle, raft);
    const { log } = raft.state;
    sealEntry(log.entryAt(log.lastIndex), nodeChecksum);
    look(oracle, raft);
    persistAll(raft);
    acknowledge(raft, 2, log.lastIndex);
    applyAll(raft);
    log.compactTo(log.lastIndex);
    look(oracle, raft);
  });
});

test('who follows, and who leads again in a later term, may have lost the end of its log', (t) => {
  const oracle = new LeaderAppendOnly();
  t.notThrows(() => {
    look(oracle, leaderOf([1, 2, 4]));
    look(oracle, replica({ term: 5, entries: sealedLog([1]) }));
    look(oracle, leaderOf([1, 2, 4]));
    look(oracle, leader({ term: 5, entries: sealedLog([1]) }));
  });
});

test('what a node held before it was started anew binds it no more than its disk does', (t) => {
  const oracle = new LeaderAppendOnly();
  look(oracle, leaderOf([1, 2, 4]));
  oracle.stopping(hostOf(1));
  t.notThrows(() => look(oracle, leaderOf([1])));
});

test('a leader that deleted the end of its log raises an alarm', (t) => {
  const oracle = new LeaderAppendOnly();
  look(oracle, leaderOf([1, 2, 4]));
  expectAlarm(t, 'leader-append-only', () => look(oracle, leaderOf([1, 2])));
});

test('a leader that has an entry of another term in the place of its last one raises an alarm', (t) => {
  const oracle = new LeaderAppendOnly();
  look(oracle, leaderOf([1, 2, 4]));
  expectAlarm(t, 'leader-append-only', () => look(oracle, leaderOf([1, 2, 4, 4])));
});

test('a leader that wrote something else over an entry of its own term raises an alarm', (t) => {
  const oracle = new LeaderAppendOnly();
  const [before, after] = [leaderOf([1]), leaderOf([1])];
  propose(before, 9);
  propose(after, 10);
  look(oracle, before);
  expectAlarm(t, 'leader-append-only', () => look(oracle, after));
});
