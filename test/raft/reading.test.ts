import test from 'ava';
import type { Raft } from '../../src/raft/raft.ts';
import { ReadRounds } from '../../src/raft/read-rounds.ts';
import { index, node, term } from '../branded.ts';
import { Group } from './group.ts';
import {
  acknowledge,
  applyAll,
  draftOf,
  leader,
  persistAll,
  replica,
  sentOf,
  settledLeader,
} from './replica.ts';

function answerHeartbeat(raft: Raft, from: number, readCounter: number): void {
  raft.step({
    kind: 'heartbeatResponse',
    from: node(from),
    to: raft.state.id,
    term: raft.state.term,
    readCounter,
  });
}

function counterOf(raft: Raft): number {
  const [beat] = sentOf(persistAll(raft), 'heartbeat');
  return beat?.readCounter ?? -1;
}

test('a read waits for the first commit of its leader’s term', (t) => {
  const raft = leader({ terms: [1], term: 1, commit: 1 });
  raft.requestRead(7);
  raft.tick();
  answerHeartbeat(raft, 2, counterOf(raft));
  t.deepEqual(raft.takeReady().readStates, []);
  acknowledge(raft, 2, 2);
  const counter = counterOf(raft);
  answerHeartbeat(raft, 2, counter);
  t.deepEqual(raft.takeReady().readStates, [{ requestId: 7, index: index(2) }]);
});

test('a read is answered once a quorum has answered a heartbeat sent after it', (t) => {
  const raft = settledLeader({ voters: [1, 2, 3, 4, 5] });
  raft.requestRead(1);
  const counter = counterOf(raft);
  answerHeartbeat(raft, 2, counter);
  t.deepEqual(raft.takeReady().readStates, []);
  answerHeartbeat(raft, 3, counter);
  t.deepEqual(raft.takeReady().readStates, [{ requestId: 1, index: index(1) }]);
});

test('an answer to an earlier heartbeat confirms no later read', (t) => {
  const raft = settledLeader();
  raft.requestRead(1);
  const early = counterOf(raft);
  raft.requestRead(2);
  const late = counterOf(raft);
  t.true(late > early);
  answerHeartbeat(raft, 2, early);
  t.deepEqual(
    raft.takeReady().readStates.map((read) => read.requestId),
    [1],
  );
  answerHeartbeat(raft, 3, late);
  t.deepEqual(
    raft.takeReady().readStates.map((read) => read.requestId),
    [2],
  );
});

test('an answer to a later heartbeat confirms every earlier read', (t) => {
  const raft = settledLeader();
  raft.requestRead(1);
  counterOf(raft);
  raft.requestRead(2);
  answerHeartbeat(raft, 3, counterOf(raft));
  t.deepEqual(
    raft.takeReady().readStates.map((read) => read.requestId),
    [1, 2],
  );
});

test('a learner’s answer confirms nothing', (t) => {
  const raft = settledLeader({ learners: [4, 5] });
  raft.requestRead(1);
  const counter = counterOf(raft);
  answerHeartbeat(raft, 4, counter);
  answerHeartbeat(raft, 5, counter);
  t.deepEqual(raft.takeReady().readStates, []);
});

test('a read gets the commit index of its request, not of its confirmation', (t) => {
  const raft = settledLeader();
  raft.requestRead(1);
  const counter = counterOf(raft);
  raft.proposeCommand(draftOf());
  persistAll(raft);
  acknowledge(raft, 2, 2);
  t.is(raft.state.log.commitIndex, index(2));
  answerHeartbeat(raft, 2, counter);
  t.deepEqual(raft.takeReady().readStates, [{ requestId: 1, index: index(1) }]);
});

test('a leader cut off from its quorum never answers a read', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.cut(1);
  group.raft(1).requestRead(1);
  group.tick(50, [1]);
  t.deepEqual(
    group.reads.map(({ requestId, index: at }) => ({ requestId, at })),
    [{ requestId: 1, at: null }],
  );
});

test('a follower’s read is answered by its leader', (t) => {
  const group = new Group(3);
  group.elect(1);
  group.raft(3).requestRead(9);
  group.settle();
  t.deepEqual(group.reads, [{ node: node(3), requestId: 9, index: index(1) }]);
});

test('a read without a leader must be asked again', (t) => {
  const raft = replica();
  raft.requestRead(3);
  t.deepEqual(raft.takeReady().readStates, [{ requestId: 3, index: null }]);
});

test('reads that wait when leadership ends must be asked again', (t) => {
  const raft = settledLeader();
  raft.requestRead(1);
  persistAll(raft);
  raft.step({
    kind: 'heartbeat',
    from: node(2),
    to: node(1),
    term: term(9),
    commitIndex: index(0),
    readCounter: 0,
  });
  t.deepEqual(raft.takeReady().readStates, [{ requestId: 1, index: null }]);
});

test('a sole voter answers its reads itself', (t) => {
  const raft = leader({ voters: [1] });
  persistAll(raft);
  applyAll(raft);
  raft.requestRead(5);
  const first = raft.takeReady().readStates;
  t.deepEqual([...first, ...raft.takeReady().readStates], [{ requestId: 5, index: index(1) }]);
});

test('a read joins a round that is not sent yet, and never one that is', (t) => {
  const rounds = new ReadRounds();
  const read = (requestId: number) => ({ from: node(1), requestId });
  rounds.add(read(1), index(4));
  rounds.add(read(2), index(4));
  t.is(rounds.send(), 1);
  rounds.add(read(3), index(4));
  t.deepEqual(
    rounds.confirm(1).map(({ requestId }) => requestId),
    [1, 2],
  );
  t.is(rounds.send(), 2);
  t.deepEqual(rounds.confirm(2), [{ ...read(3), index: index(4) }]);
});
