import test from 'ava';
import { NO_INDEX, NO_NODE, NO_TERM } from '../../../src/base/ids.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import { enterTerm } from '../../../src/raft/roles.ts';
import { index, node, term } from '../../branded.ts';
import { acknowledge, draftOf, leader, persistAll, replica, sentOf } from '../replica.ts';
import { append, PLAIN, requestVote, termsOf } from './messages.ts';

// Raft Figure 2, the box "State", sentence by sentence. Seen to fail with a new leader that sends from
// index 1 on (`resetProgress` in src/raft/state.ts).

test('no answer leaves before what it promises is handed to the disk (Figure 2, persistent state)', (t) => {
  const raft = replica({ options: PLAIN });
  raft.step({
    kind: 'voteRequest',
    from: node(2),
    to: node(1),
    term: term(1),
    lastIndex: index(0),
    lastTerm: term(0),
    transfer: false,
  });
  const ready = raft.takeReady();
  t.deepEqual(ready.messages, []);
  t.true(ready.mustPersist && ready.hardStateChanged);
  t.is(ready.hardState.vote, node(2));
  t.is(ready.messagesAfterPersist.length, 1);
});

test('the term begins at 0 and only rises (Figure 2, currentTerm)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(raft.state.term, NO_TERM);
  append(raft, { term: 4 });
  append(raft, { term: 2 });
  requestVote(raft, { term: 3 });
  t.is(raft.state.term, term(4));
  t.throws(() => enterTerm(raft.state, term(3)), { instanceOf: InvariantError });
});

test('a vote is of the current term: there is none when the term begins (Figure 2, votedFor)', (t) => {
  const raft = replica({ term: 3, options: PLAIN });
  t.is(raft.state.vote, NO_NODE);
  requestVote(raft, { term: 3, from: 2 });
  t.is(raft.state.vote, node(2));
  append(raft, { term: 4, from: 3 });
  t.is(raft.state.vote, NO_NODE);
});

test('entries carry a command and the term in which the leader took it, from index 1 on (Figure 2, log)', (t) => {
  const raft = leader({ term: 6 });
  raft.proposeCommand(draftOf(5));
  const { log } = raft.state;
  t.is(log.firstIndex, index(1));
  t.deepEqual(termsOf(raft), [7, 7]);
  t.is(log.entryAt(index(2)).kind, 'command');
});

test('the commit index begins at 0 and only rises (Figure 2, commitIndex)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(raft.state.log.commitIndex, NO_INDEX);
  append(raft, { term: 1, terms: [1, 1, 1], leaderCommit: 2 });
  append(raft, { term: 1, prevIndex: 3, prevTerm: 1, leaderCommit: 1 });
  t.is(raft.state.log.commitIndex, index(2));
  t.throws(() => raft.state.log.commitTo(index(1)), { instanceOf: InvariantError });
});

test('the applied index begins at 0, only rises, and never passes the commit index (Figure 2, lastApplied)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(raft.state.log.appliedIndex, NO_INDEX);
  append(raft, { term: 1, terms: [1, 1, 1], leaderCommit: 2 });
  raft.applied(index(2), 0);
  t.throws(() => raft.applied(index(1), 0), { instanceOf: InvariantError });
  t.throws(() => raft.applied(index(3), 0), { instanceOf: InvariantError });
});

test('a new leader sends each server what follows its own last entry (Figure 2, nextIndex)', (t) => {
  const raft = leader({ terms: [1, 1, 2] });
  const next = [2, 3].map((id) => raft.state.progress.get(node(id))?.nextIndex);
  t.deepEqual(next, [index(4), index(4)]);
});

test('a new leader knows of no entry on any server, and what it learns is never unlearnt (Figure 2, matchIndex)', (t) => {
  const raft = leader({ terms: [1, 1, 2] });
  const progress = raft.state.progress.get(node(2));
  t.is(progress?.matchIndex, NO_INDEX);
  acknowledge(raft, 2, 4);
  acknowledge(raft, 2, 3);
  t.is(progress?.matchIndex, index(4));
});

test('what a leader knows of servers begins anew with each election (Figure 2, volatile state on leaders)', (t) => {
  const raft = leader({ terms: [1, 1] });
  acknowledge(raft, 2, 3);
  append(raft, { term: 9, from: 3 });
  t.is(raft.state.progress.size, 0);
  raft.campaign();
  for (const answer of sentOf(persistAll(raft), 'voteResponse')) {
    raft.step(answer);
  }
  raft.step({ kind: 'voteResponse', from: node(3), to: node(1), term: term(10), granted: true });
  t.true(raft.state.isLeader);
  t.is(raft.state.progress.get(node(2))?.matchIndex, NO_INDEX);
});
