import test from 'ava';
import { NO_NODE } from '../../../src/base/ids.ts';
import { index, node, term } from '../../branded.ts';
import { persistAll, replica, sentOf } from '../replica.ts';
import { PLAIN, requestVote, vote } from './messages.ts';

// Raft Figure 2, the box "RequestVote RPC", sentence by sentence. Seen to fail with votes given whatever
// was voted (`open` in src/raft/election.ts) and whatever the logs (`isUpToDate` in src/raft/log.ts).

test('a candidate asks for votes, and nobody else does (Figure 2, RequestVote)', (t) => {
  const raft = replica({ options: PLAIN });
  t.is(sentOf(persistAll(raft), 'voteRequest').length, 0);
  raft.campaign();
  t.is(raft.state.role, 'candidate');
  t.is(sentOf(persistAll(raft), 'voteRequest').length, 2);
});

test('it carries the term and the name of the candidate (Figure 2, RequestVote arguments)', (t) => {
  const raft = replica({ term: 6, options: PLAIN });
  raft.campaign();
  const [asked] = sentOf(persistAll(raft), 'voteRequest');
  t.is(asked?.term, term(7));
  t.is(asked?.from, node(1));
});

test("it carries index and term of the candidate's last entry (Figure 2, lastLogIndex, lastLogTerm)", (t) => {
  const raft = replica({ terms: [1, 1, 4], term: 6, options: PLAIN });
  raft.campaign();
  const [asked] = sentOf(persistAll(raft), 'voteRequest');
  t.is(asked?.lastIndex, index(3));
  t.is(asked?.lastTerm, term(4));
});

test('its answer carries the term, from which a late candidate learns (Figure 2, RequestVote results)', (t) => {
  const raft = replica({ options: PLAIN });
  raft.campaign();
  vote(raft, 2, false, term(8));
  t.is(raft.state.term, term(8));
  t.is(raft.state.role, 'follower');
});

test('an answer that grants gives the candidate this vote, and one that denies does not (Figure 2, voteGranted)', (t) => {
  for (const granted of [true, false]) {
    const raft = replica({ options: PLAIN });
    raft.campaign();
    vote(raft, 1, true);
    vote(raft, 2, granted);
    t.is(raft.state.isLeader, granted);
  }
});

test('a request of an earlier term gets no vote (Figure 2, RequestVote receiver 1)', (t) => {
  const raft = replica({ term: 5, options: PLAIN });
  // Nothing is answered at all: the candidate hears of the term from whoever leads it.
  t.is(requestVote(raft, { term: 4, lastIndex: 9, lastTerm: 4 }), undefined);
  t.is(raft.state.vote, NO_NODE);
});

test('who has not voted, or for this very candidate, votes for it (Figure 2, RequestVote receiver 2)', (t) => {
  const raft = replica({ term: 5, options: PLAIN });
  t.true(requestVote(raft, { term: 5, from: 2 })?.granted);
  t.true(requestVote(raft, { term: 5, from: 2 })?.granted);
  t.false(requestVote(raft, { term: 5, from: 3 })?.granted);
});

test('a vote is kept over a restart (Figure 2, RequestVote receiver 2)', (t) => {
  const raft = replica({ term: 5, vote: 2, options: PLAIN });
  t.false(requestVote(raft, { term: 5, from: 3 })?.granted);
  t.true(requestVote(raft, { term: 5, from: 2 })?.granted);
});

test('only a candidate whose log is at least as up to date gets a vote (Figure 2, RequestVote receiver 2)', (t) => {
  for (const { lastIndex, lastTerm, granted } of [
    { lastIndex: 2, lastTerm: 2, granted: true },
    { lastIndex: 3, lastTerm: 2, granted: true },
    { lastIndex: 1, lastTerm: 3, granted: true },
    { lastIndex: 1, lastTerm: 2, granted: false },
    { lastIndex: 9, lastTerm: 1, granted: false },
  ]) {
    const raft = replica({ terms: [1, 2], options: PLAIN });
    const answer = requestVote(raft, { term: 4, lastIndex, lastTerm });
    t.is(answer?.granted, granted, `${lastIndex} of term ${lastTerm}`);
  }
});
