import { type LogIndex, NO_INDEX, type Term } from '../../src/base/ids.ts';
import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { RaftLog } from '../../src/raft/log.ts';
import type { Append, AppendResponse } from '../../src/raft/message.ts';
import { DIMENSIONS } from './dimensions.ts';

/** How the log of a message's sender relates to the own one, as far as the message tells. */
const LOG = { none: 0, behind: 1, equal: 2, ahead: 3, conflicting: 4 } as const;
const NO_MESSAGE = 1;
const LOGS = 5;

/** The position of a message's relation to whoever takes it in (`DIMENSIONS.relation`). */
export function relationOf(
  message: PeerMessage['message'],
  state: { readonly term: Term; readonly log: RaftLog },
): number {
  const byTerm = message.term < state.term ? 0 : message.term === state.term ? 1 : 2;
  return NO_MESSAGE + byTerm * LOGS + logRelation(message, state.log);
}

function logRelation(message: PeerMessage['message'], log: RaftLog): number {
  switch (message.kind) {
    case 'preVoteRequest':
    case 'voteRequest':
      return relationOfEnd(log, message.lastIndex, message.lastTerm);
    case 'append':
      return relationOfAppend(log, message);
    case 'appendResponse':
      return relationOfAnswer(log, message);
    case 'installSnapshot':
    case 'snapshotChunk':
      return relationOfEnd(log, message.index, message.indexTerm);
    default:
      return LOG.none;
  }
}

/** Of a log that ends with an entry of `term` at `index`. Beyond the own end nothing can be compared. */
function relationOfEnd(log: RaftLog, index: LogIndex, term: Term): number {
  if (index > log.lastIndex) {
    return LOG.ahead;
  }
  const own = log.termAt(index);
  if (own !== undefined && own !== term) {
    return LOG.conflicting;
  }
  return index === log.lastIndex ? LOG.equal : LOG.behind;
}

/** The leader's log holds what the message names at the least. */
function relationOfAppend(log: RaftLog, { prevIndex, prevTerm, entries }: Append): number {
  const last = entries[entries.length - 1];
  if (last === undefined || prevIndex > log.lastIndex) {
    return relationOfEnd(log, prevIndex, prevTerm);
  }
  if (last.index <= log.lastIndex) {
    return relationOfEnd(log, last.index, last.term);
  }
  const atOwnEnd =
    prevIndex === log.lastIndex ? prevTerm : entries[log.lastIndex - prevIndex - 1]?.term;
  return atOwnEnd === log.lastTerm ? LOG.ahead : LOG.conflicting;
}

/** An answer of index 0 tells a term and nothing else. */
function relationOfAnswer(log: RaftLog, answer: AppendResponse): number {
  const { rejected, index, hintIndex, hintTerm } = answer;
  if (rejected) {
    const isHere = hintIndex === NO_INDEX || log.termAt(hintIndex) === hintTerm;
    return isHere ? LOG.behind : LOG.conflicting;
  }
  if (index === NO_INDEX) {
    return LOG.none;
  }
  return index === log.lastIndex ? LOG.equal : index < log.lastIndex ? LOG.behind : LOG.ahead;
}

/** The position of a turn without a message. */
export const NO_MESSAGE_RELATION = DIMENSIONS.relation.indexOf('noMessage');
