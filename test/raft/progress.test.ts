import test from 'ava';
import { Progress } from '../../src/raft/progress.ts';
import { index } from '../branded.ts';

const LIMITS = { messagesMax: 2, bytesMax: 1000 };

function probing(next: number, match = 0): Progress {
  const progress = new Progress(index(next), LIMITS);
  progress.matchIndex = index(match);
  return progress;
}

function replicating(match: number): Progress {
  const progress = probing(match + 1, match);
  progress.becomeReplicate();
  return progress;
}

test('a probing leader sends one append and waits', (t) => {
  const progress = probing(5);
  t.false(progress.paused);
  progress.sent(index(7), 3, 100);
  t.true(progress.paused);
  t.is(progress.nextIndex, index(5));
});

test('a replicating leader sends ahead until the window is full', (t) => {
  const progress = replicating(4);
  progress.sent(index(6), 2, 100);
  t.is(progress.nextIndex, index(7));
  t.false(progress.paused);
  progress.sent(index(8), 2, 100);
  t.true(progress.paused);
  progress.inflight.acknowledge(index(6));
  t.false(progress.paused);
});

test('an acknowledgement that comes late takes nothing back', (t) => {
  const progress = replicating(4);
  t.true(progress.acknowledge(index(9)));
  t.false(progress.acknowledge(index(6)));
  t.is(progress.matchIndex, index(9));
  t.is(progress.nextIndex, index(10));
});

test('a refusal moves a probe to where the logs may agree', (t) => {
  const progress = probing(10, 2);
  t.true(progress.reject(index(9), index(5)));
  t.is(progress.nextIndex, index(6));
});

test('a refusal moves a probe at least one entry back, and never below what is known to match', (t) => {
  const stubborn = probing(10);
  t.true(stubborn.reject(index(9), index(9)));
  t.is(stubborn.nextIndex, index(9));
  const floor = probing(10, 7);
  t.true(floor.reject(index(9), index(3)));
  t.is(floor.nextIndex, index(8));
});

test('a refusal of an append that is not the one under way changes nothing', (t) => {
  const progress = probing(10);
  progress.sent(index(9), 0, 0);
  t.false(progress.reject(index(7), index(3)));
  t.is(progress.nextIndex, index(10));
  t.true(progress.paused);
});

test('a refusal of what the follower has acknowledged since changes nothing', (t) => {
  const progress = replicating(8);
  t.false(progress.reject(index(8), index(2)));
  t.is(progress.state, 'replicate');
});

test('a refusal while replicating goes back to probing behind the last match', (t) => {
  const progress = replicating(4);
  progress.sent(index(9), 5, 100);
  t.true(progress.reject(index(9), index(2)));
  t.is(progress.state, 'probe');
  t.is(progress.nextIndex, index(5));
  t.is(progress.inflight.messages, 0);
});

test('a leader sends nothing while a snapshot travels, and goes on behind it', (t) => {
  const progress = probing(3, 2);
  progress.becomeSnapshot(index(20));
  t.true(progress.paused);
  progress.becomeProbe();
  t.is(progress.nextIndex, index(21));
  t.false(progress.paused);
});
