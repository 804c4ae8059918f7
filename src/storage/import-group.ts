import { RaftLabError } from '../base/errors.ts';
import { type GroupId, type LogIndex, NO_INDEX, NO_NODE } from '../base/ids.ts';
import type { Checksum, Utf8 } from '../base/ports.ts';
import type { SnapshotHeader } from '../codec/snapshot/snapshot-header.ts';
import { SnapshotWriter } from '../codec/snapshot/snapshot-writer.ts';
import { incarnationOf } from '../raft/incarnation.ts';
import { type BootstrapRecord, decodeBootstrap, encodeBootstrap } from './bootstrap.ts';
import type { FileInfo } from './disk.ts';
import {
  type DiskTask,
  listFiles,
  lockDirectory,
  publishFile,
  readFile,
  removeFile,
  replaceFile,
  temporaryName,
} from './disk-task.ts';
import { type SnapshotSource, snapshotRecords, verifySnapshot } from './exported-snapshot.ts';
import { bootstrapFile, IDENTITY_FILE, segmentOfFile, snapshotFile } from './file-names.ts';
import { checkOwner, decodeIdentity, encodeIdentity, type Identity } from './identity.ts';
import { type ImportRequest, planImport } from './import-plan.ts';
import type { LogRecord } from './log/batch.ts';
import { type RecoveredLog, recoverLog } from './log/log-recovery.ts';
import { appendOffline } from './log/offline-append.ts';
import { MACHINE_TYPES } from './machine-type.ts';
import { writeSnapshot } from './snapshot-file.ts';
import { beginEmptyDatabase } from './store/offline-database.ts';

/** Everything an import is told. */
export interface Import extends ImportRequest {
  readonly deployment: number;
  /**
   * The state machine; null for the one that is recorded, or where nothing is, one in memory. A recorded
   * one of another type is refused.
   */
  readonly machineType: string | null;
  readonly source: SnapshotSource;
  readonly utf8: Utf8;
  readonly checksum: Checksum;
  /** Size of the segment of a log that begins here. */
  readonly segmentBytes: number;
}

/** What an import came to. */
export interface Imported {
  readonly header: SnapshotHeader;
  readonly records: number;
  /** The last entry that this host had of the group before; what it had past the snapshot is gone. */
  readonly replacedIndex: LogIndex;
}

const SLICE_BYTES = 256 * 1024;

/**
 * Replaces what a stopped node has of a group by an exported snapshot and another list of members,
 * for a group that has lost its quorum for good.
 *
 * Every refusal comes before anything is changed. Then the snapshot becomes durable; then, where records
 * are kept on disk, a database without content is made the live one, which a start fills from whatever
 * snapshot the log builds on; then one batch of the log makes the new one count in place of everything
 * before, then the bootstrap record says that the replica joined. Cut off between two of these, the host has the old state or the new one, and the
 * import can be made again.
 *
 * @throws RaftLabError
 */
export function* importGroup(order: Import): DiskTask<Imported> {
  const { checksum, utf8, source, self, deployment } = order;
  const summary = verifySnapshot(source);
  const header = planImport(summary.header, order);
  const identity: Identity = { node: self.node, deployment };
  yield* lockDirectory();
  const files = yield* listFiles();
  const isOwned = yield* checkDirectory(order, identity, files);
  const recorded = yield* readRecord(order, header.group, files);
  if (!isOwned) {
    yield* replaceFile(IDENTITY_FILE, encodeIdentity(identity, checksum));
  }
  const log = yield* recoverLog(files, identity, checksum);
  const replacedIndex = recorded === null ? NO_INDEX : lastIndexBefore(log, header);
  const machineType = recorded?.machineType ?? order.machineType ?? MACHINE_TYPES.memory;
  yield* writeImported(order, header, summary.sessions);
  if (machineType === MACHINE_TYPES.level) {
    yield* beginEmptyDatabase(header.group, order);
  }
  yield* appendOffline(
    { log, identity, segmentBytes: order.segmentBytes },
    recordsOf(header),
    checksum,
  );
  const record: BootstrapRecord = {
    join: true,
    removed: false,
    newcomer: false,
    machineType,
    members: [],
  };
  yield* replaceFile(bootstrapFile(header.group), encodeBootstrap(record, checksum, utf8));
  return { header, records: summary.records, replacedIndex };
}

function* checkDirectory(
  { checksum }: Import,
  own: Identity,
  files: readonly FileInfo[],
): DiskTask<boolean> {
  const file = files.find((info) => info.file === IDENTITY_FILE);
  if (file === undefined) {
    const stray = files.find((info) => segmentOfFile(info.file) !== null);
    if (stray !== undefined) {
      throw new RaftLabError(
        'BOOTSTRAP_CORRUPT',
        `the directory holds ${stray.file} but no ${IDENTITY_FILE} file; import into an empty one`,
      );
    }
    return false;
  }
  const bytes = yield* readFile(IDENTITY_FILE, 0, file.bytes);
  checkOwner(decodeIdentity(bytes, checksum), own);
  return true;
}

function* readRecord(
  { checksum, utf8, machineType, self }: Import,
  group: GroupId,
  files: readonly FileInfo[],
): DiskTask<BootstrapRecord | null> {
  const name = bootstrapFile(group);
  const file = files.find((info) => info.file === name);
  if (file === undefined) {
    return null;
  }
  const record = decodeBootstrap(yield* readFile(name, 0, file.bytes), checksum, utf8);
  if (record.removed) {
    // The snapshot may be older than the removal, but the mark is for ever (seeds.md MB-04).
    throw new RaftLabError(
      'IMPORT_REFUSED',
      `the import is refused: node ${self.node} at ${self.address} was removed from group ${group} and ` +
        'never returns under its id; list the machine under a new one, with an empty directory',
    );
  }
  if (machineType !== null && record.machineType !== machineType) {
    throw new RaftLabError(
      'MACHINE_TYPE_CHANGED',
      `the group's state machine here is of type ${record.machineType}, imported is ${machineType}; ` +
        'import into an empty directory',
    );
  }
  return record;
}

/**
 * The last entry that this host has of the group. What was imported and never ran may be imported
 * again: the import was cut off, or its list was wrong.
 *
 * @throws RaftLabError when the group has gone on here since it was restored.
 */
function lastIndexBefore(log: RecoveredLog, { group, position }: SnapshotHeader): LogIndex {
  const found = log.groups.get(group);
  if (found === undefined || found instanceof RaftLabError) {
    return NO_INDEX;
  }
  const { term, vote } = found.hardState;
  const { lastIndex } = found.log;
  const isOlder = incarnationOf(term) < incarnationOf(position.term);
  const neverRan = term === position.term && vote === NO_NODE && lastIndex === position.index;
  if (isOlder || neverRan) {
    return lastIndex;
  }
  throw new RaftLabError(
    'IMPORT_REFUSED',
    `the import is refused: group ${group} was restored here before, from this snapshot or a later ` +
      'one, and has gone on since; to restore it once more, export it again or begin with an empty ' +
      'directory',
  );
}

/** Under a name that no earlier life of the group has: what is there stays whole until the log says. */
function* writeImported(
  { source, checksum }: Import,
  header: SnapshotHeader,
  sessions: ReturnType<typeof verifySnapshot>['sessions'],
): DiskTask<void> {
  const content = { header, sessions, records: snapshotRecords(source) };
  const writer = new SnapshotWriter(content, source.codecs.binary, checksum);
  const file = snapshotFile(header.group, header.position);
  const temporary = temporaryName(file, 'saving');
  yield* removeFile(temporary);
  yield* writeSnapshot(writer, temporary, SLICE_BYTES);
  yield* publishFile(temporary, file);
}

function recordsOf({ group, position }: SnapshotHeader): LogRecord[] {
  const hardState = { term: position.term, vote: NO_NODE, commitIndex: position.index };
  return [
    { kind: 'forget', group },
    { kind: 'snapshot', group, position, reset: true },
    { kind: 'state', group, hardState, entries: [] },
  ];
}
