import test from 'ava';
import { NO_NODE } from '../../src/base/ids.ts';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import { draftOf, leader, persistAll, sentOf, settledLeader } from './replica.ts';

test('a leader hands over to a voter that has everything', (t) => {
  const group = new Group(3);
  group.elect(1);
  t.is(group.raft(1).transferLeadership(node(2)), null);
  group.settle();
  t.true(group.raft(2).state.isLeader);
  t.is(group.raft(2).state.term, term(2));
  t.is(group.raft(1).state.leader, node(2));
});

test('a transfer passes the lease and pre-vote, though everybody hears the leader', (t) => {
  const group = new Group(5);
  group.elect(1);
  group.tick(3);
  group.raft(1).transferLeadership(node(4));
  group.settle();
  t.true(group.raft(4).state.isLeader);
});

test('the target campaigns only once it has the whole log', (t) => {
  const raft = leader();
  persistAll(raft);
  raft.transferLeadership(node(2));
  t.deepEqual(sentOf(persistAll(raft), 'timeoutNow'), []);
  raft.step({
    kind: 'appendResponse',
    from: node(2),
    to: node(1),
    term: term(1),
    rejected: false,
    index: index(1),
    hintIndex: index(0),
    hintTerm: term(0),
  });
  t.is(sentOf(persistAll(raft), 'timeoutNow').length, 1);
});

test('a leader refuses proposals while it hands over, and accepts them after a failed attempt', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(2);
  group.raft(1).transferLeadership(node(2));
  t.deepEqual(group.raft(1).proposeCommand(draftOf()), {
    kind: 'refused',
    refusal: 'transferring',
  });
  group.tick(12, [1, 3]);
  t.is(group.raft(1).state.transferTarget, NO_NODE);
  t.is(group.raft(1).proposeCommand(draftOf()).kind, 'accepted');
});

test('leadership is handed to no learner, stranger, or the leader itself', (t) => {
  const raft = settledLeader({ learners: [4] });
  t.deepEqual(
    [4, 9, 1].map((id) => raft.transferLeadership(node(id))),
    ['noVoter', 'noVoter', 'noVoter'],
  );
});

test('a learner that is told to campaign does not', (t) => {
  const group = new Group(3, { learners: [4] });
  group.elect(1);
  group.raft(4).step({ kind: 'timeoutNow', from: node(1), to: node(4), term: term(1) });
  t.is(group.raft(4).state.role, 'follower');
  t.is(group.raft(4).state.term, term(1));
});

test('a target that is removed meanwhile ends the transfer', (t) => {
  const raft = settledLeader();
  raft.transferLeadership(node(3));
  raft.applyConfiguration({ voters: [1, 2].map(node), outgoing: [], learners: [], witnesses: [] });
  t.is(raft.state.transferTarget, NO_NODE);
});
