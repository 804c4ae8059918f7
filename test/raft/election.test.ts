import test from 'ava';
import { NO_NODE } from '../../src/base/ids.ts';
import type { VoteRequest } from '../../src/raft/message.ts';
import type { Raft } from '../../src/raft/raft.ts';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import { leader, persistAll, replica, sentOf } from './replica.ts';

function askForVote(
  raft: Raft,
  ask: Partial<VoteRequest> & { readonly term: VoteRequest['term'] },
) {
  raft.step({
    kind: 'voteRequest',
    from: node(2),
    to: raft.state.id,
    lastIndex: index(0),
    lastTerm: term(0),
    transfer: false,
    ...ask,
  });
  return sentOf(persistAll(raft), 'voteResponse').map(({ to, granted }) => ({ to, granted }));
}

function askForPreVote(raft: Raft, inTerm: number, last: { index: number; term: number }) {
  raft.step({
    kind: 'preVoteRequest',
    from: node(2),
    to: raft.state.id,
    term: term(inTerm),
    lastIndex: index(last.index),
    lastTerm: term(last.term),
  });
  return sentOf(persistAll(raft), 'preVoteResponse');
}

function hear(raft: Raft, from: number, inTerm: number): void {
  raft.step({
    kind: 'heartbeat',
    from: node(from),
    to: raft.state.id,
    term: term(inTerm),
    commitIndex: index(0),
    readCounter: 0,
  });
  persistAll(raft);
}

test('a group of three elects whoever campaigns first', (t) => {
  const group = new Group(3);
  group.elect(2);
  t.true(group.raft(2).state.isLeader);
  t.deepEqual(
    [1, 3].map((id) => group.raft(id).state.leader),
    [node(2), node(2)],
  );
  t.is(group.raft(1).state.term, term(1));
});

// Fails without `raft.votes.has(raft.id)` in onVoteResponse (src/raft/election.ts). Found by seed 31 of
// the profile membership: a leader of a joint configuration lost its term with the power and led it
// again.
test('a candidate does not lead before its own vote is durable, however many others vote for it', (t) => {
  const raft = replica({ options: { preVote: false } });
  raft.campaign();
  const ready = raft.takeReady();
  const grant = (from: number) =>
    raft.step({
      kind: 'voteResponse',
      from: node(from),
      to: node(1),
      term: raft.state.term,
      granted: true,
    });
  grant(2);
  grant(3);
  t.is(raft.state.role, 'candidate');
  for (const message of sentOf(
    { messages: [], messagesAfterPersist: ready.messagesAfterPersist },
    'voteResponse',
  )) {
    raft.step(message);
  }
  t.true(raft.state.isLeader);
});

test('a pre-vote changes neither term nor vote of whoever asks or answers', (t) => {
  const asker = replica({ term: 4 });
  asker.campaign();
  const asked = persistAll(asker);
  t.false(asked.mustPersist);
  t.is(asker.state.term, term(4));
  t.is(asker.state.vote, NO_NODE);
  t.true(sentOf(asked, 'preVoteRequest').every((request) => request.term === term(5)));

  const answerer = replica({ id: 3, term: 4 });
  const [answer] = askForPreVote(answerer, 5, { index: 0, term: 0 });
  t.true(answer?.granted);
  t.is(answerer.state.term, term(4));
  t.false(answerer.state.hardStateChanged);
});

test('a replica that nobody hears does not raise its term however long it campaigns', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(3);
  group.tick(200, [3]);
  t.is(group.raft(3).state.term, term(1));
  group.heal();
  group.tick(1);
  t.is(group.raft(1).state.term, term(1));
  t.true(group.raft(1).state.isLeader);
});

test('without pre-vote a campaign raises the term', (t) => {
  const raft = replica({ term: 4, options: { preVote: false } });
  raft.campaign();
  t.is(raft.state.term, term(5));
});

test('a pre-vote is granted though a vote was cast in the term that is over', (t) => {
  const raft = replica({ term: 4, vote: 3 });
  const [answer] = askForPreVote(raft, 5, { index: 0, term: 0 });
  t.true(answer?.granted);
});

test('a pre-vote for a shorter log is refused in the own term, so that the asker learns it', (t) => {
  const raft = replica({ term: 4, terms: [1, 4] });
  const [answer] = askForPreVote(raft, 5, { index: 1, term: 1 });
  t.like(answer, { granted: false, term: term(4) });
});

test('a grant for an earlier attempt does not count for the present one', (t) => {
  const raft = replica({ term: 4 });
  raft.campaign();
  const grant = { kind: 'preVoteResponse', from: node(2), to: node(1), granted: true } as const;
  raft.step({ ...grant, term: term(7) });
  t.is(raft.state.role, 'preCandidate');
  raft.step({ ...grant, term: term(5) });
  t.is(raft.state.role, 'candidate');
});

test('a vote is cast once in a term, and repeated for whoever has it', (t) => {
  const raft = replica();
  t.deepEqual(askForVote(raft, { term: term(1) }), [{ to: node(2), granted: true }]);
  t.deepEqual(askForVote(raft, { term: term(1), from: node(3) }), [
    { to: node(3), granted: false },
  ]);
  t.deepEqual(askForVote(raft, { term: term(1) }), [{ to: node(2), granted: true }]);
});

test('a vote survives a restart', (t) => {
  const raft = replica();
  raft.step({
    kind: 'voteRequest',
    from: node(2),
    to: node(1),
    term: term(6),
    lastIndex: index(0),
    lastTerm: term(0),
    transfer: false,
  });
  const { hardState, mustPersist, hardStateChanged } = raft.takeReady();
  t.true(mustPersist && hardStateChanged);
  const restarted = replica({ term: hardState.term, vote: hardState.vote });
  t.deepEqual(askForVote(restarted, { term: term(6), from: node(3) }), [
    { to: node(3), granted: false },
  ]);
});

test('a vote waits until it is durable, and so does the own one', (t) => {
  const voter = replica();
  voter.step({
    kind: 'voteRequest',
    from: node(2),
    to: node(1),
    term: term(1),
    lastIndex: index(0),
    lastTerm: term(0),
    transfer: false,
  });
  const ready = voter.takeReady();
  t.deepEqual(ready.messages, []);
  t.is(ready.messagesAfterPersist.length, 1);

  const candidate = replica({ options: { preVote: false } });
  candidate.campaign();
  const own = candidate.takeReady().messagesAfterPersist;
  t.like(own[0], { kind: 'voteResponse', from: node(1), to: node(1), granted: true });
  t.is(candidate.state.votes.size, 0);
});

test('a candidate with an older or shorter log gets no vote (§5.4.1)', (t) => {
  const asks = [
    { lastIndex: 5, lastTerm: 1, granted: false },
    { lastIndex: 1, lastTerm: 2, granted: false },
    { lastIndex: 2, lastTerm: 2, granted: true },
    { lastIndex: 1, lastTerm: 3, granted: true },
  ];
  for (const { lastIndex, lastTerm, granted } of asks) {
    const raft = replica({ terms: [1, 2], term: 4 });
    const ask = { term: term(5), lastIndex: index(lastIndex), lastTerm: term(lastTerm) };
    t.deepEqual(askForVote(raft, ask), [{ to: node(2), granted }], JSON.stringify(ask));
    // A denied candidate's term counts all the same.
    t.is(raft.state.term, term(5));
  }
});

test('only a granted vote restarts the election clock', (t) => {
  const raft = replica({ terms: [1, 2], term: 4 });
  raft.tick();
  raft.tick();
  askForVote(raft, { term: term(5), lastIndex: index(1), lastTerm: term(1) });
  t.is(raft.state.electionElapsedTicks, 2);
  askForVote(raft, { term: term(6), lastIndex: index(2), lastTerm: term(2) });
  t.is(raft.state.electionElapsedTicks, 0);
});

test('while the leader is heard nobody gets a vote or changes the term (check-quorum lease)', (t) => {
  const raft = replica({ term: 4 });
  hear(raft, 3, 4);
  for (let i = 0; i < 9; i++) {
    raft.tick();
  }
  t.deepEqual(askForVote(raft, { term: term(5) }), []);
  t.deepEqual(askForPreVote(raft, 5, { index: 0, term: 0 }), []);
  t.is(raft.state.term, term(4));
});

test('the lease ends one election timeout after the last sign of the leader', (t) => {
  const raft = replica({ term: 4 });
  hear(raft, 3, 4);
  for (let i = 0; i < 10; i++) {
    raft.tick();
  }
  t.deepEqual(askForVote(raft, { term: term(5) }), [{ to: node(2), granted: true }]);
});

test('the lease does not hold against a campaign that the leader asked for', (t) => {
  const raft = replica({ term: 4 });
  hear(raft, 3, 4);
  t.deepEqual(askForVote(raft, { term: term(5), transfer: true }), [
    { to: node(2), granted: true },
  ]);
});

test('without check-quorum there is no lease', (t) => {
  const raft = replica({ term: 4, options: { checkQuorum: false } });
  hear(raft, 3, 4);
  t.deepEqual(askForVote(raft, { term: term(5) }), [{ to: node(2), granted: true }]);
});

test('a leader that a quorum does not answer for an election timeout steps down', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(1);
  // The first check still sees the answers from before the cut.
  group.tick(20, [1]);
  t.is(group.raft(1).state.role, 'follower');
  t.is(group.raft(1).state.term, term(1));
});

test('a leader that a quorum answers stays', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(3);
  group.tick(50, [1, 2]);
  t.true(group.raft(1).state.isLeader);
});

test('only the first answer of a voter counts, and none of a stranger or learner', (t) => {
  const raft = replica({
    voters: [1, 2, 3, 4, 5],
    learners: [6],
    options: { preVote: false },
  });
  raft.campaign();
  const answer = (from: number) =>
    raft.step({
      kind: 'voteResponse',
      from: node(from),
      to: node(1),
      term: term(1),
      granted: true,
    });
  for (const from of [1, 2, 2, 6, 7]) {
    answer(from);
  }
  t.is(raft.state.role, 'candidate');
  answer(3);
  t.is(raft.state.role, 'leader');
});

test('a candidate that a majority denies follows again in the same term', (t) => {
  const raft = replica({ options: { preVote: false } });
  raft.campaign();
  for (const from of [2, 3]) {
    raft.step({
      kind: 'voteResponse',
      from: node(from),
      to: node(1),
      term: term(1),
      granted: false,
    });
  }
  t.is(raft.state.role, 'follower');
  t.is(raft.state.vote, node(1));
});

test('a candidate that hears a leader of its term follows it', (t) => {
  const raft = replica({ options: { preVote: false } });
  raft.campaign();
  hear(raft, 2, 1);
  t.is(raft.state.role, 'follower');
  t.is(raft.state.leader, node(2));
});

test('a leader of a lower term learns the higher one from its heartbeat', (t) => {
  const raft = replica({ id: 2, term: 9 });
  hear(raft, 1, 3);
  t.is(raft.state.term, term(9));
  const old = leader({ term: 2 });
  persistAll(old);
  raft.step({
    kind: 'heartbeat',
    from: node(1),
    to: node(2),
    term: term(3),
    commitIndex: index(0),
    readCounter: 0,
  });
  for (const message of persistAll(raft).messagesAfterPersist) {
    old.step(message);
  }
  t.is(old.state.role, 'follower');
  t.is(old.state.term, term(9));
});

// Membership profile, seed 451: a witness whose term ran ahead was never heard of again.
test('who cannot be elected tells of its higher term, whatever the settings', (t) => {
  const options = { preVote: false, checkQuorum: false };
  const answered = (raft: Raft) => {
    raft.step({
      kind: 'heartbeat',
      from: node(2),
      to: node(1),
      term: term(3),
      commitIndex: index(0),
      readCounter: 0,
    });
    return persistAll(raft).messagesAfterPersist.map((message) => message.term);
  };
  t.deepEqual(answered(replica({ term: 9, options })), []);
  t.deepEqual(answered(replica({ term: 9, options, witnesses: [1] })), [term(9)]);
  t.deepEqual(answered(replica({ term: 9, options, voters: [2, 3], learners: [1] })), [term(9)]);
});

test('a new leader begins its term with an empty entry', (t) => {
  const raft = leader({ terms: [1, 1] });
  const last = raft.state.log.entryAt(index(3));
  t.like(last, { kind: 'empty', term: term(2) });
});
