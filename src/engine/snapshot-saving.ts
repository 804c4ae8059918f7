import { type LogIndex, maxIndex, minIndex, NO_INDEX, toLogIndex } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import { SnapshotWriter } from '../codec/snapshot/snapshot-writer.ts';
import type { MemoryStore } from '../kv/memory-store.ts';
import type { Session } from '../kv/session-table.ts';
import {
  type DiskTask,
  publishFile,
  removeFile,
  runTask,
  temporaryName,
} from '../storage/disk-task.ts';
import { snapshotFile } from '../storage/file-names.ts';
import { writeSnapshot } from '../storage/snapshot-file.ts';
import { removeCompacted } from './compaction.ts';
import { snapshotCompressor } from './compressing.ts';
import type { NodeContext } from './context.ts';
import { guarded, runGuarded } from './quarantine.ts';
import { answerSnapshot } from './refusing.ts';
import type { DurableSnapshot, Replica } from './replica.ts';
import { saveFromDisk } from './saving-from-disk.ts';

/** Saves a snapshot when enough was applied since the last one. */
export function saveIfDue(context: NodeContext, replica: Replica): void {
  const { snapshotEntries, snapshotBytes, snapshotIntervalTicks } = context.options.tuning;
  if (context.nowTick - replica.snapshotCheckedTick < snapshotIntervalTicks) {
    return;
  }
  replica.snapshotCheckedTick = context.nowTick;
  const entries = replica.machine.appliedIndex - replica.snapshot.position.index;
  if (reaches(entries, snapshotEntries) || reaches(replica.bytesSinceSnapshot, snapshotBytes)) {
    saveNow(context, replica, automaticOverhead(context));
  }
}

/** Entries that a snapshot nobody asked for leaves in the log before its last one. */
function automaticOverhead(context: NodeContext): number {
  const { disableAutoCompaction, compactionOverhead } = context.options.tuning;
  return disableAutoCompaction ? Number.POSITIVE_INFINITY : compactionOverhead;
}

/** A threshold of 0 is never reached. */
function reaches(value: number, threshold: number): boolean {
  return threshold > 0 && value >= threshold;
}

/**
 * Begins to save the state as it is now; applying goes on meanwhile.
 *
 * @param overhead - entries to keep in the log before the snapshot's last one.
 * @returns false when one is being saved already, or nothing was applied since the last one.
 */
export function saveNow(context: NodeContext, replica: Replica, overhead: number): boolean {
  const { machine } = replica;
  const isIdle = !replica.isSaving && replica.installation === null;
  if (!isIdle || machine.appliedIndex <= replica.snapshot.position.index) {
    return false;
  }
  replica.isSaving = true;
  replica.bytesSinceSnapshot = 0;
  const startedMicros = context.nowMicros;
  const { database, holds } = replica;
  const task =
    machine.store.kind === 'memory'
      ? saveFromMemory(context, replica, machine.store)
      : saveFromDisk(context, replica, present(database, 'a store on disk has a database'));
  holds.acquire();
  runGuarded(context, replica, task, {
    done: (snapshot) => {
      holds.release();
      if (snapshot === null) {
        replica.isSaving = false;
        answerSnapshot(context, replica, 'the database holds nothing newer yet');
      } else {
        recordSaved(context, replica, snapshot, overhead, startedMicros);
      }
    },
    failed: (error) => {
      answerSnapshot(context, replica, error.message);
      context.fail(error);
    },
  });
  return true;
}

/** Makes `snapshot` the one that the log builds on, and drops what it covers. */
export function adoptSnapshot(
  context: NodeContext,
  replica: Replica,
  snapshot: DurableSnapshot,
  overhead: number,
): void {
  if (replica.snapshot.position.index > NO_INDEX) {
    replica.obsoleteSnapshots.push(replica.snapshot.position);
  }
  replica.snapshot = snapshot;
  const kept = maxIndex(NO_INDEX, toLogIndex(Math.max(0, snapshot.position.index - overhead)));
  replica.raft.state.log.compactTo(kept);
  removeCompacted(context);
  removeObsolete(context, replica);
}

/**
 * Drops entries through `index`, as far as the snapshot that the log builds on has them. Returns
 * whether there were any (raft.md item 27).
 */
export function compactTo(context: NodeContext, replica: Replica, index: LogIndex): boolean {
  const { log } = replica.raft.state;
  const through = minIndex(index, replica.snapshot.position.index);
  if (through < log.firstIndex) {
    return false;
  }
  log.compactTo(through);
  removeCompacted(context);
  return true;
}

/** Removes the files of replaced snapshots, but for those that somebody is being sent. */
export function removeObsolete(context: NodeContext, replica: Replica): void {
  const inUse = [...replica.sending.values()].map((sending) => sending.snapshot.position.index);
  // The same snapshot may arrive a second time, under the name of the one that counts.
  const live = [replica.snapshot, replica.installation?.snapshot].map((s) => s?.position.index);
  const obsolete = replica.obsoleteSnapshots.filter(({ index }) => !live.includes(index));
  const gone = obsolete.filter(({ index }) => !inUse.includes(index));
  replica.obsoleteSnapshots = obsolete.filter(({ index }) => inUse.includes(index));
  for (const position of gone) {
    runTask(context.disk, removeFile(snapshotFile(replica.group, position)), {
      done: () => undefined,
      failed: context.fail,
    });
  }
}

function* saveFromMemory(
  context: NodeContext,
  replica: Replica,
  store: MemoryStore,
): DiskTask<DurableSnapshot> {
  const { machine, group, raft } = replica;
  const { snapshotCodec, snapshotSliceBytes } = context.options.tuning;
  const compressor = snapshotCompressor(context, replica);
  const index = machine.appliedIndex;
  const term = present(raft.state.log.termAt(index), 'the applied entry is known');
  const position = { index, term };
  const frozen = store.snapshot();
  const writer = new SnapshotWriter(
    {
      header: { group, position, membership: machine.membership },
      sessions: [...machine.sessions.sessions()].map(copySession),
      records: frozen.records(),
    },
    context.blockCodecs[snapshotCodec],
    context.ports.checksum,
    compressor,
  );
  const file = snapshotFile(group, position);
  const temporary = temporaryName(file, 'saving');
  const bytes = yield* writeSnapshot(writer, temporary, snapshotSliceBytes);
  frozen.release();
  yield* publishFile(temporary, file);
  return { position, bytes };
}

/** The file is complete; only the log decides that it counts (raft.md item 26). */
function recordSaved(
  context: NodeContext,
  replica: Replica,
  snapshot: DurableSnapshot,
  overhead: number,
  startedMicros: number,
): void {
  const { group } = replica;
  const { position, bytes } = snapshot;
  const { pendingSnapshot } = replica.raft.state;
  const newest = maxIndex(
    replica.snapshot.position.index,
    pendingSnapshot?.position.index ?? NO_INDEX,
  );
  if (!replica.isRunning || position.index <= newest) {
    // A newer one arrived meanwhile: the log must not go back to this one.
    replica.isSaving = false;
    replica.obsoleteSnapshots.push(position);
    removeObsolete(context, replica);
    answerSnapshot(context, replica, 'a newer snapshot has overtaken it');
    return;
  }
  const adopt = () => {
    replica.isSaving = false;
    if (!replica.isRunning) {
      return;
    }
    replica.snapshotsSaved++;
    adoptSnapshot(context, replica, snapshot, overhead);
    const micros = context.nowMicros - startedMicros;
    context.notify({ kind: 'snapshotSaved', group, index: position.index, bytes, micros });
    answerSnapshot(context, replica, null);
  };
  const record = { kind: 'snapshot', group, position, reset: false } as const;
  context.log.append([record], true, () => guarded(context, replica, adopt));
}

function copySession(session: Session): Session {
  return { ...session, results: new Map(session.results) };
}
