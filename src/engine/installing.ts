import { present } from '../base/invariant.ts';
import type { NodeContext } from './context.ts';
import type { Replica } from './replica.ts';
import { adoptSnapshot } from './snapshot-saving.ts';

/**
 * Makes a received snapshot the replica's state, now that file and log record are durable: log,
 * records, sessions and membership change together (raft.md item 24).
 */
export function completeInstallation(context: NodeContext, replica: Replica): void {
  const installation = present(replica.installation, 'a snapshot was received before');
  const { machine, snapshot, startedMicros } = installation;
  const { group } = replica;
  replica.installation = null;
  replica.machine = machine;
  replica.bytesSinceSnapshot = 0;
  replica.raft.snapshotInstalled();
  replica.snapshotsInstalled++;
  adoptSnapshot(context, replica, snapshot, 0);
  const { index } = snapshot.position;
  const micros = context.nowMicros - startedMicros;
  context.notify({ kind: 'snapshotInstalled', group, index, bytes: snapshot.bytes, micros });
  context.notify({ kind: 'membershipChanged', group, membership: machine.membership });
}
