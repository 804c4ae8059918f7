import test from 'ava';
import { index, term } from '../branded.ts';
import { Group } from './group.ts';
import { acknowledge, draftOf, leader, persistAll, replica } from './replica.ts';

const FIVE = [1, 2, 3, 4, 5];

test('a leader commits an entry of an earlier term only through one of its own (§5.4.2)', (t) => {
  const raft = leader({ voters: FIVE, terms: [1, 2], term: 3 });
  persistAll(raft);
  acknowledge(raft, 2, 2);
  acknowledge(raft, 3, 2);
  t.is(raft.state.log.commitIndex, index(0));
  acknowledge(raft, 2, 3);
  acknowledge(raft, 3, 3);
  t.is(raft.state.log.commitIndex, index(3));
});

test('what a leader of Figure 8 replicated from an earlier term may still be replaced', (t) => {
  // (c) of Figure 8: node 1 leads again and has brought entry 2 of term 2 onto a majority.
  const group = new Group(5, { term: 3, options: { preVote: false, checkQuorum: false } });
  const logs = [[1, 2], [1, 2], [1, 2], [1], [1, 3]];
  for (const [i, terms] of logs.entries()) {
    group.add({
      id: i + 1,
      voters: FIVE,
      terms,
      term: 3,
      options: { preVote: false, checkQuorum: false },
    });
  }
  group.isLost = ({ kind }) => kind === 'append' || kind === 'heartbeat';
  const first = group.elect(1);
  acknowledge(first, 2, 2);
  acknowledge(first, 3, 2);
  t.is(first.state.log.commitIndex, index(0));
  // (d): node 5 is elected by 2, 3 and 4, whose logs end in a lower term, and replaces entry 2.
  group.heal();
  group.isLost = ({ from, to }) => from === 1 || to === 1;
  group.elect(5);
  t.true(group.raft(5).state.isLeader);
  t.is(group.raft(2).state.log.termAt(index(2)), term(3));
  t.true(group.raft(2).state.log.commitIndex >= 2);
});

test('a leader does not count its own entry before that is durable', (t) => {
  const raft = leader();
  const ready = raft.takeReady();
  acknowledge(raft, 2, 1);
  t.is(raft.state.log.commitIndex, index(0));
  raft.persisted(ready.entries[0] ?? { index: index(0), term: term(0) });
  t.is(raft.state.log.commitIndex, index(1));
});

test('followers alone commit what the leader has not written yet, but it does not apply it', (t) => {
  const raft = leader();
  raft.takeReady();
  acknowledge(raft, 2, 1);
  acknowledge(raft, 3, 1);
  t.is(raft.state.log.commitIndex, index(1));
  t.is(raft.state.log.applicableIndex, index(0));
});

test('an entry commits when a majority has it, and not before', (t) => {
  const raft = leader({ voters: FIVE });
  persistAll(raft);
  acknowledge(raft, 2, 1);
  t.is(raft.state.log.commitIndex, index(0));
  acknowledge(raft, 3, 1);
  t.is(raft.state.log.commitIndex, index(1));
});

test('in a joint configuration both majorities must have an entry', (t) => {
  const raft = leader({ voters: [1, 2, 3], outgoing: [1, 4, 5], options: { preVote: false } });
  for (const from of [4, 5]) {
    raft.step({
      kind: 'voteResponse',
      from: replica({ id: from }).state.id,
      to: raft.state.id,
      term: term(1),
      granted: true,
    });
  }
  t.true(raft.state.isLeader);
  persistAll(raft);
  acknowledge(raft, 2, 1);
  acknowledge(raft, 3, 1);
  t.is(raft.state.log.commitIndex, index(0));
  acknowledge(raft, 4, 1);
  t.is(raft.state.log.commitIndex, index(1));
});

test('a learner that has everything commits nothing', (t) => {
  const raft = leader({ learners: [4, 5] });
  persistAll(raft);
  acknowledge(raft, 4, 1);
  acknowledge(raft, 5, 1);
  t.is(raft.state.log.commitIndex, index(0));
});

test('a learner never campaigns, but receives and applies everything', (t) => {
  const group = new Group(3, { learners: [4] });
  group.elect(1);
  group.raft(1).proposeCommand(draftOf(10));
  group.settle();
  t.is(group.raft(4).state.log.appliedIndex, index(2));
  group.cut(4);
  group.tick(100, [4]);
  t.is(group.raft(4).state.role, 'follower');
  t.is(group.raft(4).state.term, term(1));
});

test('followers learn of a commit without another proposal', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.raft(1).proposeCommand(draftOf());
  group.settle();
  t.deepEqual(
    [1, 2, 3].map((id) => group.raft(id).state.log.commitIndex),
    [index(2), index(2), index(2)],
  );
});
