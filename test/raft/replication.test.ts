import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import type { Append } from '../../src/raft/message.ts';
import type { Raft } from '../../src/raft/raft.ts';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import {
  acknowledge,
  draftOf,
  entriesOf,
  entry,
  leader,
  persistAll,
  replica,
  sentOf,
  settledLeader,
} from './replica.ts';

function append(raft: Raft, message: Partial<Append>) {
  raft.step({
    kind: 'append',
    from: node(2),
    to: raft.state.id,
    term: raft.state.term,
    prevIndex: index(0),
    prevTerm: term(0),
    commitIndex: index(0),
    entries: [],
    ...message,
  });
  return sentOf(persistAll(raft), 'appendResponse');
}

test('a follower refuses entries behind a gap, and says where its log ends', (t) => {
  const raft = replica({ terms: [1, 1, 1], term: 4 });
  const [answer] = append(raft, { prevIndex: index(9), prevTerm: term(4) });
  t.like(answer, { rejected: true, index: index(9), hintIndex: index(3), hintTerm: term(1) });
});

test('a follower skips its whole conflicting term in one refusal', (t) => {
  const raft = replica({ terms: [1, 1, 4, 4, 4, 4], term: 6 });
  const [answer] = append(raft, { prevIndex: index(6), prevTerm: term(3) });
  t.like(answer, { rejected: true, hintIndex: index(2), hintTerm: term(1) });
});

test('a leader skips its own later terms when it hears a refusal', (t) => {
  // The follower ends in term 1 at index 6; the leader has terms above 1 from index 3 on.
  const raft = leader({ terms: [1, 1, 3, 3, 3, 3, 3], term: 3 });
  persistAll(raft);
  raft.step({
    kind: 'appendResponse',
    from: node(2),
    to: node(1),
    term: term(4),
    rejected: true,
    index: index(7),
    hintIndex: index(6),
    hintTerm: term(1),
  });
  const [probe] = sentOf(raft.takeReady(), 'append').filter(({ to }) => to === 2);
  t.like(probe, { prevIndex: index(2), prevTerm: term(1) });
});

test('logs of many diverging terms meet after one refusal for each term, not each entry', (t) => {
  const leaderTerms = [...Array<number>(20).fill(1), ...Array<number>(50).fill(5)];
  const followerTerms = [
    ...Array<number>(20).fill(1),
    ...Array<number>(40).fill(2),
    ...Array<number>(40).fill(3),
  ];
  const group = new Group(3, { terms: leaderTerms, term: 5, options: { appendBytesMax: 1e6 } });
  group.add({ id: 3, terms: followerTerms, term: 5, options: { appendBytesMax: 1e6 } });
  let refusals = 0;
  group.isLost = (message) => {
    refusals += message.kind === 'appendResponse' && message.rejected ? 1 : 0;
    return false;
  };
  group.elect(1);
  const { log } = group.raft(3).state;
  t.is(log.lastIndex, index(71));
  t.is(log.termAt(index(21)), term(5));
  t.true(refusals >= 1 && refusals <= 3, `${refusals} refusals`);
});

test('a follower acknowledges only after its disk, and everything of a turn at once', (t) => {
  const raft = replica({ term: 4 });
  const from = { kind: 'append', from: node(2), to: node(1), term: term(4) } as const;
  const commitIndex = index(0);
  raft.step({
    ...from,
    prevIndex: index(0),
    prevTerm: term(0),
    commitIndex,
    entries: [entry(1, 4)],
  });
  raft.step({
    ...from,
    prevIndex: index(1),
    prevTerm: term(4),
    commitIndex,
    entries: [entry(2, 4)],
  });
  const ready = raft.takeReady();
  t.deepEqual(ready.messages, []);
  t.deepEqual(
    ready.entries.map((each) => each.index),
    [index(1), index(2)],
  );
  t.like(ready.messagesAfterPersist, [{ kind: 'appendResponse', index: index(2) }]);
  t.is(ready.messagesAfterPersist.length, 1);
});

test('a follower commits no further than the entries it was sent', (t) => {
  const raft = replica({ terms: [1, 1, 1], term: 2 });
  append(raft, { prevIndex: index(2), prevTerm: term(1), commitIndex: index(9) });
  t.is(raft.state.log.commitIndex, index(2));
});

test('an append that was doubled or comes late changes nothing', (t) => {
  const raft = replica({ term: 2 });
  const entries = entriesOf([2, 2]);
  append(raft, { entries });
  append(raft, { entries: entries.slice(0, 1) });
  const [answer] = append(raft, { entries });
  t.is(raft.state.log.lastIndex, index(2));
  t.like(answer, { rejected: false, index: index(2) });
});

test('an append from before the commit index is answered with the commit index', (t) => {
  const raft = replica({ terms: [1, 1, 1], commit: 3, term: 2 });
  const [answer] = append(raft, { prevIndex: index(1), prevTerm: term(1), entries: [entry(2, 2)] });
  t.like(answer, { rejected: false, index: index(3) });
  t.is(raft.state.log.termAt(index(2)), term(1));
});

test('a log that is shorter than what the leader holds as durable here is lost', (t) => {
  const raft = replica({ terms: [1], term: 2 });
  const error = t.throws(
    () =>
      raft.step({
        kind: 'heartbeat',
        from: node(2),
        to: node(1),
        term: term(2),
        commitIndex: index(5),
        readCounter: 0,
      }),
    { instanceOf: RaftLabError },
  );
  t.is(error?.code, 'LOG_LOST');
});

test('a heartbeat tells a follower of no commit that it may not have', (t) => {
  const raft = settledLeader();
  raft.proposeCommand(draftOf());
  persistAll(raft);
  acknowledge(raft, 2, 2);
  persistAll(raft);
  raft.tick();
  const beats = sentOf(raft.takeReady(), 'heartbeat');
  t.deepEqual(
    beats.map(({ to, commitIndex }) => ({ to, commitIndex })),
    [
      { to: node(2), commitIndex: index(2) },
      { to: node(3), commitIndex: index(1) },
    ],
  );
});

test('a leader sends ahead of acknowledgements up to the window, then waits', (t) => {
  const raft = settledLeader({ options: { inflightMessagesMax: 3 } });
  const sent = (count: number) => {
    let appends = 0;
    for (let i = 0; i < count; i++) {
      raft.proposeCommand(draftOf());
      appends += sentOf(persistAll(raft), 'append').filter(({ to }) => to === 2).length;
    }
    return appends;
  };
  t.is(sent(10), 3);
  acknowledge(raft, 2, 2);
  t.is(sentOf(raft.takeReady(), 'append').filter(({ to }) => to === 2).length, 1);
});

test('a lost append is sent again after a heartbeat shows the follower alive', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.isLost = ({ kind }) => kind === 'append';
  group.raft(1).proposeCommand(draftOf());
  group.settle();
  t.is(group.raft(2).state.log.lastIndex, index(1));
  group.heal();
  group.tick(3);
  t.is(group.raft(2).state.log.appliedIndex, index(2));
});

test('a follower whose entries are compacted is sent a snapshot, and goes on behind it', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(3);
  for (let i = 0; i < 5; i++) {
    group.raft(1).proposeCommand(draftOf());
  }
  group.settle();
  const { log } = group.raft(1).state;
  log.compactTo(index(5));
  group.heal();
  group.tick(2);
  t.is(group.raft(3).state.log.compacted.index, index(5));
  group.raft(1).snapshotSent(node(3), true);
  group.tick(2);
  t.is(group.raft(3).state.log.appliedIndex, log.lastIndex);
});

test('no snapshot is sent to a follower that has not been heard', (t) => {
  const raft = leader();
  persistAll(raft);
  acknowledge(raft, 2, 1);
  raft.applied(index(1), 0);
  raft.state.log.compactTo(index(1));
  const silent = raft.state.progress.get(node(3));
  silent?.becomeProbe();
  raft.state.replicationDue = true;
  t.deepEqual(sentOf(raft.takeReady(), 'installSnapshot'), []);
});

test('a snapshot that the log already holds is taken as news of a commit', (t) => {
  const raft = replica({ terms: [1, 1, 1], term: 2 });
  raft.step({
    kind: 'installSnapshot',
    from: node(2),
    to: node(1),
    term: term(2),
    index: index(2),
    indexTerm: term(1),
    configuration: raft.state.configuration,
  });
  t.is(raft.state.pendingSnapshot, null);
  t.is(raft.state.log.commitIndex, index(2));
  t.is(raft.state.log.lastIndex, index(3));
});

test('a snapshot from another history replaces the log, and nobody campaigns before it is in', (t) => {
  const raft = replica({ terms: [1, 1, 1], term: 4 });
  raft.step({
    kind: 'installSnapshot',
    from: node(2),
    to: node(1),
    term: term(4),
    index: index(3),
    indexTerm: term(3),
    configuration: raft.state.configuration,
  });
  t.like(raft.state.pendingSnapshot, { position: { index: index(3), term: term(3) } });
  t.true(raft.takeReady().mustPersist);
  raft.campaign();
  t.is(raft.state.role, 'follower');
  raft.snapshotInstalled();
  raft.campaign();
  t.is(raft.state.role, 'preCandidate');
});

// Membership profile, seed 630: a leader that was demoted crashed with entries that only a witness had too.
test('of a leader that will be no voter a witness gets only what an heir has', (t) => {
  const raft = settledLeader({ witnesses: [3] });
  const [voters, outgoing] = [[2, 3].map(node), [1, 2, 3].map(node)];
  raft.applyConfiguration({ voters, outgoing, learners: [node(1)], witnesses: [node(3)] });
  raft.proposeCommand(draftOf());
  const toWitness = () =>
    sentOf(persistAll(raft), 'append')
      .filter(({ to }) => to === 3)
      .flatMap(({ entries }) => entries.map((each) => each.index));
  t.deepEqual([...toWitness(), ...toWitness()], []);
  acknowledge(raft, 2, 2);
  t.deepEqual(toWitness(), [index(2)]);
});
