import { type LogIndex, maxIndex, toLogIndex } from '../base/ids.ts';
import { membersOf } from './configuration.ts';
import { type RaftState, trackMember } from './state.ts';

/** Begins to track who has joined the configuration, goes on with who stays, forgets who has left. */
export function trackMembers(raft: RaftState): void {
  const members = membersOf(raft.configuration);
  for (const member of members) {
    if (!raft.progress.has(member)) {
      const progress = trackMember(raft, member, nextIndexOfNewcomer(raft));
      // Else a check of the quorum right now would count it as silent.
      progress.recentActive = true;
    }
  }
  for (const member of raft.progress.keys()) {
    if (!members.includes(member)) {
      raft.progress.delete(member);
    }
  }
}

/** A newcomer has nothing: its refusal will say so, wherever probing begins. */
function nextIndexOfNewcomer(raft: RaftState): LogIndex {
  return maxIndex(raft.log.lastIndex, toLogIndex(1));
}
