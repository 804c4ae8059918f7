import { present } from '../base/invariant.ts';
import type { NodeContext } from './context.ts';
import { runGuarded } from './quarantine.ts';
import type { Installation, Replica } from './replica.ts';
import { adoptSnapshot } from './snapshot-saving.ts';

/**
 * Makes a received snapshot the replica's state, now that file and log record are durable: log,
 * records, sessions and membership change together (raft.md item 24).
 *
 * For a machine on disk the pointer to the live database follows the log's record. A crash between the
 * two leaves the old database behind the log, and the next start fills a new one from the file.
 */
export function completeInstallation(context: NodeContext, replica: Replica): void {
  const installation = present(replica.installation, 'a snapshot was received before');
  const { database, snapshot } = installation;
  if (database === null) {
    install(context, replica, installation);
    return;
  }
  // Log records from here on must not name the old one any more.
  replica.obsoleteSnapshots.push(replica.snapshot.position);
  replica.snapshot = snapshot;
  runGuarded(context, replica, context.databases.goLive(replica.group, database), {
    done: () => {
      if (replica.isRunning) {
        install(context, replica, installation);
        context.dirty.add(replica);
      }
    },
    failed: context.fail,
  });
}

function install(context: NodeContext, replica: Replica, installation: Installation): void {
  const { machine, database, snapshot, startedMicros } = installation;
  const { group, holds } = replica;
  const old = replica.database;
  replica.installation = null;
  replica.adopt(machine, database);
  if (old !== null) {
    holds.retire(() => context.databases.discard(old.name));
  }
  replica.bytesSinceSnapshot = 0;
  replica.raft.snapshotInstalled();
  replica.snapshotsInstalled++;
  adoptSnapshot(context, replica, snapshot, 0);
  const { index } = snapshot.position;
  const micros = context.nowMicros - startedMicros;
  context.notify({ kind: 'snapshotInstalled', group, index, bytes: snapshot.bytes, micros });
  context.notify({ kind: 'membershipChanged', group, membership: machine.membership });
}
