import test from 'ava';
import type { Message } from '../../../src/raft/message.ts';
import { index, node, term } from '../../branded.ts';
import { applyAll, leader, persistAll, replica, sentOf, settledLeader } from '../replica.ts';
import { append, PLAIN, requestVote, tick, vote } from './messages.ts';

// Raft Figure 2, the box "Rules for Servers": all servers, followers and candidates. Seen to fail with
// half of the voters taken for a majority (src/raft/quorum.ts), without the election clock set back by
// appends (`follow` in src/raft/step.ts) or by candidates (`leaveRole` in src/raft/roles.ts).

test('what is committed is applied in order, each entry once (Figure 2, all servers 1)', (t) => {
  const raft = replica({ options: PLAIN });
  append(raft, { term: 1, terms: [1, 1, 1], leaderCommit: 2 });
  t.is(raft.state.log.applicableIndex, index(2));
  applyAll(raft);
  t.is(raft.state.log.appliedIndex, index(2));
  append(raft, { term: 1, prevIndex: 3, prevTerm: 1, leaderCommit: 3 });
  t.is(raft.state.log.applicableIndex, index(3));
});

const envelope = { from: node(2), to: node(1), term: term(9) };
const none = { index: index(0), term: term(0) };

/** Everything that says that a term is entered; a pre-vote asks for one that nobody has. */
const OF_TERM_9: readonly Message[] = [
  { kind: 'voteRequest', ...envelope, lastIndex: none.index, lastTerm: none.term, transfer: false },
  { kind: 'voteResponse', ...envelope, granted: false },
  {
    kind: 'append',
    ...envelope,
    prevIndex: none.index,
    prevTerm: none.term,
    commitIndex: none.index,
    entries: [],
  },
  {
    kind: 'appendResponse',
    ...envelope,
    rejected: true,
    index: none.index,
    hintIndex: none.index,
    hintTerm: none.term,
  },
  { kind: 'heartbeat', ...envelope, commitIndex: none.index, readCounter: 0 },
  { kind: 'heartbeatResponse', ...envelope, readCounter: 0 },
];

test('any request or answer of a later term is followed into that term (Figure 2, all servers 2)', (t) => {
  for (const message of OF_TERM_9) {
    for (const made of [leader, replica]) {
      const raft = made({ term: 3, options: PLAIN });
      raft.step(message);
      t.is(raft.state.term, term(9), message.kind);
      t.is(raft.state.role, 'follower', message.kind);
    }
  }
});

test('a follower answers candidates and leaders (Figure 2, followers 1)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(requestVote(raft, { term: 1, from: 2 })?.to, node(2));
  t.is(append(raft, { term: 1, from: 2 })?.to, node(2));
  raft.step({ kind: 'heartbeat', ...envelope, commitIndex: index(0), readCounter: 0 });
  t.is(sentOf(persistAll(raft), 'heartbeatResponse')[0]?.to, node(2));
});

test('a follower that hears of nobody for an election timeout becomes a candidate (Figure 2, followers 2)', (t) => {
  const raft = replica({ options: PLAIN });
  tick(raft, raft.state.electionTimeoutTicks - 1);
  t.is(raft.state.role, 'follower');
  tick(raft, 1);
  t.is(raft.state.role, 'candidate');
});

test('an append of the current leader puts the election off (Figure 2, followers 2)', (t) => {
  const raft = replica({ term: 1, options: PLAIN });
  tick(raft, raft.state.electionTimeoutTicks - 1);
  append(raft, { term: 1 });
  tick(raft, raft.state.electionTimeoutTicks - 1);
  t.is(raft.state.role, 'follower');
});

test('a granted vote puts the election off, and a denied one does not (Figure 2, followers 2)', (t) => {
  for (const granted of [true, false]) {
    const raft = replica({ terms: [1], term: 1, options: PLAIN });
    tick(raft, raft.state.electionTimeoutTicks - 1);
    const lastIndex = granted ? 1 : 0;
    t.is(requestVote(raft, { term: 1, lastIndex, lastTerm: lastIndex })?.granted, granted);
    tick(raft, 1);
    t.is(raft.state.role, granted ? 'follower' : 'candidate');
  }
});

test('an append of an earlier term does not put the election off (Figure 2, followers 2)', (t) => {
  const raft = replica({ term: 5, options: PLAIN });
  tick(raft, raft.state.electionTimeoutTicks - 1);
  append(raft, { term: 4 });
  tick(raft, 1);
  t.is(raft.state.role, 'candidate');
});

test('a candidate enters the next term (Figure 2, candidates 1)', (t) => {
  const raft = replica({ term: 6, options: PLAIN });
  raft.campaign();
  t.is(raft.state.term, term(7));
});

test('a candidate votes for itself, and the vote counts when it is durable (Figure 2, candidates 1)', (t) => {
  const raft = replica({ voters: [1], options: PLAIN });
  raft.campaign();
  t.is(raft.state.vote, node(1));
  t.is(raft.state.role, 'candidate');
  const ready = raft.takeReady();
  t.true(ready.hardStateChanged);
  for (const message of ready.messagesAfterPersist) {
    raft.step(message);
  }
  t.is(raft.state.role, 'leader');
});

test('a candidate begins its election timeout anew (Figure 2, candidates 1)', (t) => {
  const raft = replica({ options: PLAIN });
  tick(raft, raft.state.electionTimeoutTicks);
  t.is(raft.state.electionElapsedTicks, 0);
  t.is(raft.state.term, term(1));
  tick(raft, raft.state.electionTimeoutTicks - 1);
  t.is(raft.state.term, term(1));
});

test('a candidate asks all other servers for their vote (Figure 2, candidates 1)', (t) => {
  const raft = replica({ voters: [1, 2, 3, 4, 5], options: PLAIN });
  raft.campaign();
  const asked = sentOf(persistAll(raft), 'voteRequest').map(({ to }) => to);
  t.deepEqual(asked, [2, 3, 4, 5].map(node));
});

test('the votes of a majority make a candidate leader, and fewer do not (Figure 2, candidates 2)', (t) => {
  // Of four as of five: half is no majority.
  for (const voters of [
    [1, 2, 3, 4],
    [1, 2, 3, 4, 5],
  ]) {
    const raft = replica({ voters, options: PLAIN });
    raft.campaign();
    vote(raft, 1, true);
    vote(raft, 2, true);
    vote(raft, 2, true);
    t.is(raft.state.role, 'candidate');
    vote(raft, 3, true);
    t.is(raft.state.role, 'leader');
  }
});

test('an append of a leader of its term makes a candidate a follower (Figure 2, candidates 3)', (t) => {
  const raft = replica({ options: PLAIN });
  raft.campaign();
  append(raft, { term: 1, from: 3 });
  t.is(raft.state.role, 'follower');
  t.is(raft.state.leader, node(3));
});

test('an append of an earlier term leaves a candidate what it is (Figure 2, candidates 3)', (t) => {
  const raft = replica({ term: 4, options: PLAIN });
  raft.campaign();
  append(raft, { term: 4, from: 3 });
  t.is(raft.state.role, 'candidate');
});

test('a candidate whose election comes to nothing begins another one (Figure 2, candidates 4)', (t) => {
  const raft = replica({ options: PLAIN });
  raft.campaign();
  persistAll(raft);
  tick(raft, raft.state.electionTimeoutTicks);
  t.is(raft.state.term, term(2));
  t.is(sentOf(persistAll(raft), 'voteRequest').length, 2);
});

test('a leader of a term is followed by whoever led before (Figure 2, all servers 2)', (t) => {
  const raft = settledLeader({ options: PLAIN });
  append(raft, { term: 2, from: 3, prevIndex: 1, prevTerm: 1 });
  t.is(raft.state.leader, node(3));
});
