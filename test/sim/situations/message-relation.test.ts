import test from 'ava';
import { DIMENSIONS } from '../../../sim/situations/dimensions.ts';
import { relationOf } from '../../../sim/situations/message-relation.ts';
import type { LogIndex, NodeId, Term } from '../../../src/base/ids.ts';
import type { PeerMessage } from '../../../src/codec/peer/peer-message.ts';
import { emptyDraft } from '../../../src/raft/entry.ts';
import { RaftLog } from '../../../src/raft/log.ts';

type Message = PeerMessage['message'];

const ends = { from: 2 as NodeId, to: 1 as NodeId };

function entry(index: number, term: number) {
  return {
    index: index as LogIndex,
    term: term as Term,
    kind: 'empty' as const,
    ...emptyDraft(),
    sealed: true,
  };
}

/** A log of entries 1 to 4 with the terms 1, 1, 2, 3, of a replica in term 5. */
function state() {
  const log = new RaftLog();
  log.append([entry(1, 1), entry(2, 1), entry(3, 2), entry(4, 3)]);
  return { term: 5 as Term, log };
}

function relation(message: object): string {
  return DIMENSIONS.relation[relationOf({ ...ends, ...message } as Message, state())] as string;
}

function vote(term: number, lastIndex: number, lastTerm: number): object {
  return { kind: 'voteRequest', term, lastIndex, lastTerm, transfer: false };
}

function append(prev: readonly [number, number], entries: readonly object[]): object {
  const [prevIndex, prevTerm] = prev;
  return { kind: 'append', term: 5, prevIndex, prevTerm, commitIndex: 0, entries };
}

test('a message is older, of the same term, or newer', (t) => {
  const heartbeat = (term: number) => ({ kind: 'heartbeat', term, commitIndex: 0, readCounter: 0 });
  t.is(relation(heartbeat(4)), 'older');
  t.is(relation(heartbeat(5)), 'same');
  t.is(relation(heartbeat(6)), 'newer');
});

test("a candidate's log is a part of the own one, ends alike, is longer, or contradicts it", (t) => {
  t.is(relation(vote(6, 3, 2)), 'newerBehind');
  t.is(relation(vote(6, 4, 3)), 'newerEqual');
  t.is(relation(vote(5, 5, 4)), 'sameAhead');
  t.is(relation(vote(4, 4, 2)), 'olderConflicting');
});

test("a leader's log is known by what it sends", (t) => {
  t.is(relation(append([2, 1], [entry(3, 2)])), 'sameBehind');
  t.is(relation(append([3, 2], [entry(4, 3)])), 'sameEqual');
  t.is(relation(append([4, 3], [])), 'sameEqual');
  t.is(relation(append([3, 2], [entry(4, 3), entry(5, 5)])), 'sameAhead');
  t.is(relation(append([4, 3], [entry(5, 5)])), 'sameAhead');
  t.is(relation(append([3, 2], [entry(4, 4), entry(5, 5)])), 'sameConflicting');
  t.is(relation(append([2, 1], [entry(3, 3)])), 'sameConflicting');
  t.is(relation(append([7, 3], [entry(8, 3)])), 'sameAhead');
});

test('an answer to an append says how far the logs agree', (t) => {
  const answer = { kind: 'appendResponse', term: 5, rejected: false, hintIndex: 0, hintTerm: 0 };
  t.is(relation({ ...answer, index: 4 }), 'sameEqual');
  t.is(relation({ ...answer, index: 2 }), 'sameBehind');
  t.is(relation({ ...answer, index: 0 }), 'same');
  const refused = { ...answer, rejected: true, index: 4 };
  t.is(relation({ ...refused, hintIndex: 2, hintTerm: 1 }), 'sameBehind');
  t.is(relation({ ...refused, hintIndex: 3, hintTerm: 1 }), 'sameConflicting');
});
