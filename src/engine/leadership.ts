import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';

/** Tells of a new leader or term once; whoever listens sees the latest state, not every flip. */
export function tellLeader(context: NodeContext, replica: Replica): void {
  const { leader, term, isLeader } = replica.raft.state;
  if (leader === replica.toldLeader && term === replica.toldTerm) {
    return;
  }
  if (isLeader && (replica.toldLeader !== leader || replica.toldTerm !== term)) {
    replica.elections++;
  }
  replica.toldLeader = leader;
  replica.toldTerm = term;
  context.notify({ kind: 'leaderChanged', group: replica.group, term, leader });
}
