import { indexAfter, type LogIndex, NO_NODE, type Term } from '../base/ids.ts';
import { hasLeft } from './configuring.ts';
import type { Draft, Entry } from './entry.ts';
import { recordBytes } from './entry.ts';
import { hasCommittedInTerm, type RaftState } from './state.ts';

/** Why a proposal did not enter the log; in each case it may be tried again without doubt. */
export type Refusal =
  /** Another replica leads, or nobody. */
  | 'notLeader'
  /** Leadership is being handed over, or its holder is no voter any more. */
  | 'transferring'
  /** Too much is proposed and not applied yet. */
  | 'busy'
  /** A configuration change is under way, or the leader's term has not committed anything yet. */
  | 'configurationPending';

export type Proposed =
  | { readonly kind: 'accepted'; readonly index: LogIndex; readonly term: Term }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Appends a command to the leader's log. */
export function proposeCommand(raft: RaftState, draft: Draft): Proposed {
  const refusal = refusalNow(raft);
  if (refusal !== null) {
    return refused(refusal);
  }
  const bytes = draft.end - draft.start;
  if (raft.unappliedBytes > 0 && raft.unappliedBytes + bytes > raft.options.unappliedBytesMax) {
    return refused('busy');
  }
  return append(raft, draft, 'command');
}

/**
 * Appends a configuration change: one at a time, and none before the leader committed an entry of
 * its own term, lest two changes be decided by quorums that do not meet (raft.md items 31, 32).
 */
export function proposeConfiguration(raft: RaftState, draft: Draft): Proposed {
  const refusal = refusalOfConfiguration(raft);
  if (refusal !== null) {
    return refused(refusal);
  }
  const proposed = append(raft, draft, 'configuration');
  raft.configurationIndexMin = raft.log.lastIndex;
  return proposed;
}

/** Why a configuration change cannot be proposed now; null when it can. */
export function refusalOfConfiguration(raft: RaftState): Refusal | null {
  const refusal = refusalNow(raft);
  if (refusal !== null) {
    return refusal;
  }
  const isOpen = raft.configurationIndexMin > raft.log.appliedIndex || !hasCommittedInTerm(raft);
  return isOpen ? 'configurationPending' : null;
}

function refusalNow(raft: RaftState): Refusal | null {
  if (!raft.isLeader) {
    return 'notLeader';
  }
  return raft.transferTarget === NO_NODE && !hasLeft(raft) ? null : 'transferring';
}

function refused(refusal: Refusal): Proposed {
  return { kind: 'refused', refusal };
}

function append(raft: RaftState, draft: Draft, kind: Entry['kind']): Proposed {
  const { term } = raft;
  const index = indexAfter(raft.log.lastIndex);
  const { bytes, start, end } = draft;
  const entry: Entry = { index, term, kind, bytes, start, end, sealed: false };
  raft.log.append([entry]);
  // Leaders must be able to change members, however busy they are (raft.md item 48).
  raft.unappliedBytes += kind === 'command' ? recordBytes(entry) : 0;
  raft.replicationDue = true;
  return { kind: 'accepted', index, term };
}
