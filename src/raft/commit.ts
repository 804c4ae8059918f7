import type { LogIndex } from '../base/ids.ts';
import { quorumReached } from './quorum.ts';
import { answerEarlyReads } from './reading.ts';
import type { RaftState } from './state.ts';

/**
 * Commits what a quorum has made durable.
 *
 * An entry of an earlier term is never committed by counting, only together with a later one of the
 * own term: a quorum alone does not keep it from being replaced (Raft §5.4.2, Figure 8).
 */
export function advanceCommit(raft: RaftState): void {
  const { log, progress } = raft;
  const reached = quorumReached(
    raft.configuration,
    (voter) => progress.get(voter)?.matchIndex ?? 0,
  );
  if (reached <= log.commitIndex || reached > log.lastIndex) {
    return;
  }
  const index = reached as LogIndex;
  if (!log.matches(index, raft.term)) {
    return;
  }
  log.commitTo(index);
  raft.replicationDue = true;
  answerEarlyReads(raft);
}
