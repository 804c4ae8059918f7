import type { GroupStatus } from '../codec/client/response.ts';
import type { Replica } from './replica.ts';

/** What a replica says of itself when it is asked. */
export function statusOf(replica: Replica): GroupStatus {
  const { raft, machine, group, snapshot } = replica;
  const { role, term, leader, log } = raft.state;
  return {
    group,
    role,
    term,
    leader,
    commitIndex: log.commitIndex,
    appliedIndex: machine.appliedIndex,
    lastIndex: log.lastIndex,
    firstIndex: log.firstIndex,
    snapshotIndex: snapshot.position.index,
    keys: machine.store.size,
    snapshotsSaved: replica.snapshotsSaved,
    snapshotsInstalled: replica.snapshotsInstalled,
    elections: replica.elections,
    membership: machine.membership,
  };
}
