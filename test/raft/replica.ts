import { NO_INDEX, NO_NODE, NO_TERM, type NodeId } from '../../src/base/ids.ts';
import type { Configuration } from '../../src/raft/configuration.ts';
import {
  type Draft,
  ENTRY_HEADER_BYTES,
  type Entry,
  type EntryKind,
} from '../../src/raft/entry.ts';
import { RaftLog } from '../../src/raft/log.ts';
import type { Message } from '../../src/raft/message.ts';
import { Raft } from '../../src/raft/raft.ts';
import type { Ready } from '../../src/raft/ready.ts';
import type { RaftOptions } from '../../src/raft/state.ts';
import { group, index, node, term } from '../branded.ts';

export const OPTIONS: Omit<RaftOptions, 'id'> = {
  group: group(1),
  seed: 1,
  electionTicks: 10,
  heartbeatTicks: 1,
  preVote: true,
  checkQuorum: true,
  appendBytesMax: 1024,
  inflightMessagesMax: 8,
  inflightBytesMax: 64 * 1024,
  logMemoryBytesMax: Number.POSITIVE_INFINITY,
  unappliedBytesMax: 64 * 1024,
  leaseMicros: 0,
  clock: { nowMicros: 0 },
};

/** What a replica under test starts from; everything but the id has a default. */
export interface Start {
  readonly id?: number;
  readonly voters?: readonly number[];
  readonly outgoing?: readonly number[];
  readonly learners?: readonly number[];
  /** Those of the voters that never lead. */
  readonly witnesses?: readonly number[];
  readonly term?: number;
  readonly vote?: number;
  /** The terms of its log's entries, from index 1. */
  readonly terms?: readonly number[];
  /** Its log's entries, where more matters than their terms. */
  readonly entries?: readonly Entry[];
  readonly commit?: number;
  readonly options?: Partial<RaftOptions>;
}

/** A replica as it comes back from its disk, by default node 1 of the voters 1, 2 and 3. */
export function replica(start: Start = {}): Raft {
  const { id = 1, commit = 0, options = {} } = start;
  const entries = start.entries ?? entriesOf(start.terms ?? []);
  const log = RaftLog.recovered({
    compacted: { index: NO_INDEX, term: NO_TERM },
    entries,
    commitIndex: index(commit),
    snapshotIndex: NO_INDEX,
  });
  const hardState = {
    term: term(start.term ?? entries[entries.length - 1]?.term ?? 0),
    vote: start.vote === undefined ? NO_NODE : node(start.vote),
    commitIndex: index(commit),
  };
  const recovered = { hardState, log, configuration: configuration(start) };
  return new Raft({ ...OPTIONS, ...options, id: node(id) }, recovered);
}

/** The same, elected by all voters in the term after `start.term`; its own entry is not durable. */
export function leader(start: Start = {}): Raft {
  const raft = replica({ ...start, options: { ...start.options, preVote: false } });
  raft.campaign();
  for (const voter of start.voters ?? [1, 2, 3]) {
    raft.step({
      kind: 'voteResponse',
      from: node(voter),
      to: raft.state.id,
      term: raft.state.term,
      granted: true,
    });
  }
  return raft;
}

/** Everything the replica wants done, its own disk having done its part. */
export function persistAll(raft: Raft): Ready {
  const ready = raft.takeReady();
  const last = ready.entries[ready.entries.length - 1];
  if (last !== undefined) {
    raft.persisted(last);
  }
  return ready;
}

/** Applies everything that may be applied. */
export function applyAll(raft: Raft): void {
  raft.applied(raft.state.log.applicableIndex, raft.state.unappliedBytes);
}

/** A leader that has committed and applied the empty entry of its term. */
export function settledLeader(start: Start = {}): Raft {
  const raft = leader(start);
  persistAll(raft);
  for (const voter of start.voters ?? [1, 2, 3]) {
    acknowledge(raft, voter, raft.state.log.lastIndex);
  }
  persistAll(raft);
  applyAll(raft);
  return raft;
}

/** A follower's word that it has everything through `through`. */
export function acknowledge(raft: Raft, from: number, through: number): void {
  raft.step({
    kind: 'appendResponse',
    from: node(from),
    to: raft.state.id,
    term: raft.state.term,
    rejected: false,
    index: index(through),
    hintIndex: NO_INDEX,
    hintTerm: NO_TERM,
  });
}

export function configuration(start: Start = {}): Configuration {
  const { voters = [1, 2, 3], outgoing = [], learners = [], witnesses = [] } = start;
  return {
    voters: nodes(voters),
    outgoing: nodes(outgoing),
    learners: nodes(learners),
    witnesses: nodes(witnesses),
  };
}

export function entry(at: number, inTerm: number, payload = 0, kind: EntryKind = 'command'): Entry {
  const draft = draftOf(payload);
  return { index: index(at), term: term(inTerm), kind, ...draft, sealed: false };
}

export function entriesOf(terms: readonly number[], first = 1): Entry[] {
  return terms.map((inTerm, i) => entry(first + i, inTerm));
}

export function draftOf(payload = 0): Draft {
  const end = ENTRY_HEADER_BYTES + payload;
  return { bytes: new Uint8Array(end), start: 0, end };
}

/** The messages of one kind, whether they may leave at once or wait for the disk. */
export function sentOf<K extends Message['kind']>(
  ready: Pick<Ready, 'messages' | 'messagesAfterPersist'>,
  kind: K,
): Extract<Message, { kind: K }>[] {
  return [...ready.messages, ...ready.messagesAfterPersist].filter(
    (message): message is Extract<Message, { kind: K }> => message.kind === kind,
  );
}

function nodes(ids: readonly number[]): NodeId[] {
  return ids.map(node);
}
