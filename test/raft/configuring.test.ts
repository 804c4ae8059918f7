import test from 'ava';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import { acknowledge, applyAll, draftOf, leader, persistAll, settledLeader } from './replica.ts';

test('a new voter takes part once the change is applied', (t) => {
  const group = new Group(3);
  group.add({ id: 4, voters: [] });
  group.elect(1);
  t.like(group.reconfigure(1, { voters: [1, 2, 3, 4] }), { kind: 'accepted' });
  t.is(group.raft(4).state.log.appliedIndex, group.raft(1).state.log.lastIndex);
  t.deepEqual(group.raft(4).state.configuration.voters, [1, 2, 3, 4].map(node));
});

test('a change of configuration has no effect before it is committed', (t) => {
  const raft = settledLeader();
  const before = raft.state.configuration;
  t.is(raft.proposeConfiguration(draftOf()).kind, 'accepted');
  persistAll(raft);
  t.is(raft.state.configuration, before);
});

test('one change is under way at a time', (t) => {
  const raft = settledLeader();
  raft.proposeConfiguration(draftOf());
  t.deepEqual(raft.proposeConfiguration(draftOf()), {
    kind: 'refused',
    refusal: 'configurationPending',
  });
});

test('what is confirmed to a majority is applied at the leader', (t) => {
  const raft = settledLeader();
  raft.proposeConfiguration(draftOf());
  const { log } = raft.state;
  const changed = log.lastIndex;
  raft.confirmConfiguration();
  t.is(log.lastIndex, changed);
  persistAll(raft);
  acknowledge(raft, 2, log.lastIndex);
  applyAll(raft);
  raft.confirmConfiguration();
  t.is(log.entryAt(log.lastIndex).kind, 'empty');
  t.is(log.lastIndex, index(changed + 1));
});

test('a new leader changes nothing before it has committed in its term (raft.md item 32)', (t) => {
  const raft = leader();
  persistAll(raft);
  t.deepEqual(raft.proposeConfiguration(draftOf()), {
    kind: 'refused',
    refusal: 'configurationPending',
  });
});

test('a leader that is removed steps down, and another one leads what remains', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.reconfigure(1, { voters: [2, 3] });
  t.is(group.raft(1).state.role, 'follower');
  const leaders = [2, 3].filter((id) => group.raft(id).state.isLeader);
  t.is(leaders.length, 1);
  t.deepEqual(group.raft(2).state.configuration.voters, [2, 3].map(node));
  group.raft(1).campaign();
  t.is(group.raft(1).state.role, 'follower');
});

test('a voter with a committed change left to apply does not campaign (raft.md item 12)', (t) => {
  const group = new Group(3);
  group.elect(1);
  const follower = group.raft(2);
  follower.step({
    kind: 'append',
    from: node(1),
    to: node(2),
    term: follower.state.term,
    prevIndex: index(1),
    prevTerm: follower.state.term,
    commitIndex: index(2),
    entries: [
      {
        index: index(2),
        term: follower.state.term,
        kind: 'configuration',
        ...draftOf(),
        sealed: false,
      },
    ],
  });
  persistAll(follower);
  t.is(follower.state.log.commitIndex, index(2));
  follower.campaign();
  t.is(follower.state.role, 'follower');
  follower.applied(index(2), 0);
  follower.campaign();
  t.is(follower.state.role, 'preCandidate');
});

test('a smaller quorum commits at once what the larger one still lacked', (t) => {
  const raft = settledLeader({ voters: [1, 2, 3, 4, 5] });
  raft.proposeCommand(draftOf());
  persistAll(raft);
  raft.step({
    kind: 'appendResponse',
    from: node(2),
    to: node(1),
    term: raft.state.term,
    rejected: false,
    index: index(2),
    hintIndex: index(0),
    hintTerm: term(0),
  });
  t.is(raft.state.log.commitIndex, index(1));
  raft.applyConfiguration({
    voters: [1, 2, 3].map(node),
    outgoing: [],
    learners: [],
    witnesses: [],
  });
  t.is(raft.state.log.commitIndex, index(2));
});

test('a leader stops sending to whoever left', (t) => {
  const raft = settledLeader();
  raft.applyConfiguration({ voters: [1, 2].map(node), outgoing: [], learners: [], witnesses: [] });
  raft.tick();
  const receivers = new Set(raft.takeReady().messages.map(({ to }) => to));
  t.deepEqual([...receivers], [node(2)]);
});

test('a promoted learner’s answers count from then on', (t) => {
  const group = new Group(1, { learners: [2] });
  group.elect(1);
  group.reconfigure(1, { voters: [1, 2] });
  group.cut(2);
  group.raft(1).proposeCommand(draftOf());
  group.settle();
  const { log } = group.raft(1).state;
  t.true(log.commitIndex < log.lastIndex);
});
