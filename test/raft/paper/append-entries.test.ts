import test from 'ava';
import { index, node, term } from '../../branded.ts';
import { draftOf, leader, persistAll, replica, sentOf, settledLeader } from '../replica.ts';
import { append, PLAIN, sentTo, termsOf, tick } from './messages.ts';

// Raft Figure 2, the box "AppendEntries RPC", sentence by sentence. Seen to fail without the comparison
// of the entry before (`log.matches` in src/raft/following.ts), with the commit index bounded by the
// whole log there, with every merge replacing what was there (`merge` in src/raft/log.ts), and without
// the refusal of earlier terms in src/raft/step.ts.

test('a leader replicates entries with it, and keeps followers following (Figure 2, AppendEntries)', (t) => {
  const raft = settledLeader({ options: PLAIN });
  raft.proposeCommand(draftOf());
  t.is(sentTo(persistAll(raft), 'append', 2)[0]?.entries.length, 1);
  tick(raft, 1);
  // Heartbeats are messages of their own here, and answered at once.
  t.is(sentTo(persistAll(raft), 'heartbeat', 2).length, 1);
});

test('it carries the term and the name of the leader (Figure 2, AppendEntries arguments)', (t) => {
  const raft = leader({ term: 6 });
  const [sent] = sentTo(persistAll(raft), 'append', 2);
  t.is(sent?.term, term(7));
  t.is(sent?.from, node(1));
});

test('it names the leader, so that a follower knows where to send clients (Figure 2, leaderId)', (t) => {
  const raft = replica({ options: PLAIN });
  append(raft, { term: 1, from: 3 });
  t.is(raft.state.leader, node(3));
});

test('it carries index and term of the entry before the new ones (Figure 2, prevLogIndex, prevLogTerm)', (t) => {
  const raft = leader({ terms: [1, 3, 3], term: 4 });
  const [sent] = sentTo(persistAll(raft), 'append', 2);
  t.is(sent?.prevIndex, index(3));
  t.is(sent?.prevTerm, term(3));
  t.deepEqual(
    sent?.entries.map((entry) => entry.index),
    [index(4)],
  );
});

test('it carries several entries where that saves messages (Figure 2, entries)', (t) => {
  const raft = settledLeader();
  for (let i = 0; i < 3; i++) {
    raft.proposeCommand(draftOf());
  }
  t.is(sentTo(persistAll(raft), 'append', 2)[0]?.entries.length, 3);
});

test("it carries the leader's commit index (Figure 2, leaderCommit)", (t) => {
  const raft = settledLeader();
  raft.proposeCommand(draftOf());
  const [sent] = sentTo(persistAll(raft), 'append', 2);
  t.is(sent?.commitIndex, raft.state.log.commitIndex);
  t.is(sent?.commitIndex, index(1));
});

test('its answer carries the term, from which a deposed leader learns (Figure 2, AppendEntries results)', (t) => {
  const raft = settledLeader();
  raft.step({
    kind: 'appendResponse',
    from: node(2),
    to: node(1),
    term: term(9),
    rejected: false,
    index: index(0),
    hintIndex: index(0),
    hintTerm: term(0),
  });
  t.is(raft.state.role, 'follower');
  t.is(raft.state.term, term(9));
});

test('it succeeds exactly where the entry before the new ones is there (Figure 2, AppendEntries success)', (t) => {
  for (const prev of [
    { prevIndex: 2, prevTerm: 1, isThere: true },
    { prevIndex: 2, prevTerm: 2, isThere: false },
    { prevIndex: 3, prevTerm: 2, isThere: false },
    { prevIndex: 0, prevTerm: 0, isThere: true },
  ]) {
    const answer = append(replica({ terms: [1, 1], options: PLAIN }), { term: 2, ...prev });
    t.is(answer?.rejected, !prev.isThere, JSON.stringify(prev));
  }
});

test('one of an earlier term changes nothing and confirms nothing (Figure 2, AppendEntries receiver 1)', (t) => {
  const raft = replica({ terms: [1, 5] });
  const answer = append(raft, { term: 4, prevIndex: 1, prevTerm: 1, terms: [4], leaderCommit: 2 });
  // What is answered names the term that the sender has missed, and no entry.
  t.is(answer?.term, term(5));
  t.is(answer?.index, index(0));
  t.deepEqual(termsOf(raft), [1, 5]);
  t.is(raft.state.log.commitIndex, index(0));
});

test('one is refused where the entry before its own is missing or of another term (Figure 2, AppendEntries receiver 2)', (t) => {
  const raft = replica({ terms: [1, 1, 2], options: PLAIN });
  t.true(append(raft, { term: 3, prevIndex: 5, prevTerm: 3, terms: [3] })?.rejected);
  t.true(append(raft, { term: 3, prevIndex: 3, prevTerm: 3, terms: [3] })?.rejected);
  t.deepEqual(termsOf(raft), [1, 1, 2]);
});

test('an entry in conflict with a new one goes, with all behind it (Figure 2, AppendEntries receiver 3)', (t) => {
  const raft = replica({ terms: [1, 2, 2, 2], options: PLAIN });
  append(raft, { term: 3, prevIndex: 1, prevTerm: 1, terms: [3] });
  t.deepEqual(termsOf(raft), [1, 3]);
});

test('new entries are added, and those that are there stay, even behind the new ones (Figure 2, AppendEntries receiver 4)', (t) => {
  const raft = replica({ terms: [1, 1, 1], options: PLAIN });
  append(raft, { term: 1, prevIndex: 1, prevTerm: 1, terms: [1] });
  t.deepEqual(termsOf(raft), [1, 1, 1]);
  append(raft, { term: 2, prevIndex: 2, prevTerm: 1, terms: [1, 2] });
  t.deepEqual(termsOf(raft), [1, 1, 1, 2]);
});

test("the commit index follows the leader's, as far as the last new entry (Figure 2, AppendEntries receiver 5)", (t) => {
  const raft = replica({ terms: [1, 1, 1], options: PLAIN });
  append(raft, { term: 2, prevIndex: 1, prevTerm: 1, terms: [1], leaderCommit: 3 });
  t.is(raft.state.log.commitIndex, index(2));
  append(raft, { term: 2, prevIndex: 3, prevTerm: 1, leaderCommit: 2 });
  t.is(raft.state.log.commitIndex, index(2));
  append(raft, { term: 2, prevIndex: 3, prevTerm: 1, leaderCommit: 9 });
  t.is(raft.state.log.commitIndex, index(3));
});

test('an answer says how far the logs agree, and no answer leaves before that is durable (Figure 2, AppendEntries results)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(append(raft, { term: 1, terms: [1, 1] })?.index, index(2));
  raft.step({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(1),
    prevIndex: index(2),
    prevTerm: term(1),
    commitIndex: index(0),
    entries: [],
  });
  t.is(
    sentOf({ messages: raft.state.messages, messagesAfterPersist: [] }, 'appendResponse').length,
    0,
  );
});
