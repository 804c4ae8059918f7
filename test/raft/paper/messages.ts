import type { Message } from '../../../src/raft/message.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import { index, node, term } from '../../branded.ts';
import { entriesOf, persistAll, sentOf } from '../replica.ts';

/** Raft as the paper's figure has it: no pre-vote, and no check of the quorum. */
export const PLAIN = { preVote: false, checkQuorum: false };

interface AppendArguments {
  readonly from?: number;
  readonly term: number;
  readonly prevIndex?: number;
  readonly prevTerm?: number;
  /** The terms of the new entries. */
  readonly terms?: readonly number[];
  readonly leaderCommit?: number;
}

/** Lets an AppendEntries arrive, and returns what is answered once everything is durable. */
export function append(raft: Raft, ask: AppendArguments) {
  const { prevIndex = 0, prevTerm = 0, terms = [] } = ask;
  raft.step({
    kind: 'append',
    from: node(ask.from ?? 2),
    to: raft.state.id,
    term: term(ask.term),
    prevIndex: index(prevIndex),
    prevTerm: term(prevTerm),
    commitIndex: index(ask.leaderCommit ?? 0),
    entries: entriesOf(terms, prevIndex + 1),
  });
  return sentOf(persistAll(raft), 'appendResponse').at(-1);
}

interface VoteArguments {
  readonly from?: number;
  readonly term: number;
  readonly lastIndex?: number;
  readonly lastTerm?: number;
}

/** Lets a RequestVote arrive, and returns what is answered once everything is durable. */
export function requestVote(raft: Raft, ask: VoteArguments) {
  raft.step({
    kind: 'voteRequest',
    from: node(ask.from ?? 2),
    to: raft.state.id,
    term: term(ask.term),
    lastIndex: index(ask.lastIndex ?? 0),
    lastTerm: term(ask.lastTerm ?? 0),
    transfer: false,
  });
  return sentOf(persistAll(raft), 'voteResponse').at(-1);
}

export function vote(raft: Raft, from: number, granted: boolean, inTerm = raft.state.term): void {
  const envelope = { from: node(from), to: raft.state.id, term: term(inTerm) };
  raft.step({ kind: 'voteResponse', ...envelope, granted });
}

export function refuseAppend(raft: Raft, from: number, prevIndex: number, hint: number): void {
  raft.step({
    kind: 'appendResponse',
    from: node(from),
    to: raft.state.id,
    term: raft.state.term,
    rejected: true,
    index: index(prevIndex),
    hintIndex: index(hint),
    hintTerm: term(0),
  });
}

export function tick(raft: Raft, ticks: number): void {
  for (let i = 0; i < ticks; i++) {
    raft.tick();
  }
}

/** The terms of the entries that a replica holds. */
export function termsOf(raft: Raft): number[] {
  const { log } = raft.state;
  return log.slice(log.firstIndex, Number.POSITIVE_INFINITY).map((entry) => entry.term);
}

/** What goes to `to` of one kind. */
export function sentTo<K extends Message['kind']>(
  ready: Parameters<typeof sentOf>[0],
  kind: K,
  to: number,
) {
  return sentOf(ready, kind).filter((message) => message.to === node(to));
}
