import { DecodeError, RaftLabError } from '../base/errors.ts';
import type { GroupId, LogIndex } from '../base/ids.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { Position } from '../raft/log.ts';
import {
  admitStart,
  type BootstrapRecord,
  decodeBootstrap,
  type StartRequest,
} from '../storage/bootstrap.ts';
import type { FileInfo } from '../storage/disk.ts';
import {
  type DiskTask,
  isTemporaryName,
  listFiles,
  lockDirectory,
  openFile,
  readFile,
  removeFile,
  replaceFile,
} from '../storage/disk-task.ts';
import {
  databaseOfName,
  groupOfBootstrapFile,
  groupOfPointerFile,
  IDENTITY_FILE,
  segmentFile,
  segmentOfFile,
  snapshotFile,
  snapshotOfFile,
} from '../storage/file-names.ts';
import {
  checkHostname,
  checkOwner,
  decodeIdentity,
  encodeIdentity,
  type Identity,
  type Owner,
} from '../storage/identity.ts';
import type { RecoveredGroup } from '../storage/log/group-replay.ts';
import { type LogEnd, type RecoveredLog, recoverLog } from '../storage/log/log-recovery.ts';
import { SEGMENT_DATA_AT } from '../storage/log/segment.ts';
import { createSegment } from '../storage/log/segment-file.ts';
import { MACHINE_TYPES } from '../storage/machine-type.ts';
import {
  type PartialSnapshot,
  partialSnapshots,
  receivingFile,
} from '../storage/partial-snapshot.ts';
import { readSnapshot } from '../storage/snapshot-file.ts';
import { listDatabases } from '../storage/store/store-task.ts';
import { fileModeOf } from '../storage/sync-mode.ts';
import { findOnDisk } from './boot-database.ts';
import type { NodeContext } from './context.ts';
import { closeAndRemove } from './databases.ts';
import type { DirectoryContent, FoundGroup } from './found-group.ts';
import type { GroupOptions } from './options.ts';
import { NO_SNAPSHOT } from './replica.ts';
import { damagedSnapshot } from './snapshot-check.ts';
import { snapshotSink } from './snapshot-sink.ts';

/** What a node knows once it has read its disk. */
export interface BootResult {
  readonly end: LogEnd;
  readonly segments: RecoveredLog['segments'];
  readonly runs: RecoveredLog['runs'];
  readonly groups: readonly FoundGroup[];
  /** Files of transfers that may go on. */
  readonly partials: ReadonlyMap<GroupId, PartialSnapshot>;
}

/**
 * Reads everything a node needs to know from its directory, and clears away what a crash left over.
 *
 * @throws RaftLabError when the directory is somebody else's, damaged, or contradicts the options.
 */
export function* bootTask(context: NodeContext): DiskTask<BootResult> {
  const { options, ports } = context;
  const identity: Identity = { node: options.node, deployment: options.deployment };
  yield* lockDirectory();
  const files = yield* listFiles();
  const databases = options.store === 'level' ? yield* listDatabases() : [];
  context.databases.note(databases);
  const owner: Owner =
    options.hostname === undefined ? identity : { ...identity, hostname: options.hostname };
  const isOwned = yield* checkDirectory(context, owner, files);
  const records = yield* readBootstraps(context, files);
  // Every contradiction is found before anything is changed.
  const admissions = wantedGroups(options.groups, records).map((group) =>
    admit(context, group, records.get(group.group) ?? null),
  );
  if (!isOwned) {
    yield* replaceFile(IDENTITY_FILE, encodeIdentity(owner, ports.checksum));
  }
  const log = yield* recoverLog(files, identity, ports.checksum);
  const groups: FoundGroup[] = [];
  for (const admission of admissions) {
    groups.push(yield* findGroup(context, admission, log, { files, databases }));
  }
  const partials = partialSnapshots(files, snapshotIndexes(groups));
  yield* removeLeftovers(files, groups, partials);
  yield* removeUnusedDatabases(databases, groups);
  const end = yield* openLastSegment(context, identity, log.end);
  const segments = log.end === null ? new Map([[1, new Map()]]) : log.segments;
  return { end, segments, runs: log.runs, groups, partials };
}

/** Whether the identity file says all that it should; in an empty directory there is none yet. */
function* checkDirectory(
  context: NodeContext,
  own: Owner,
  files: readonly FileInfo[],
): DiskTask<boolean> {
  const { checksum } = context.ports;
  const file = files.find((info) => info.file === IDENTITY_FILE);
  if (file !== undefined) {
    const bytes = yield* readFile(IDENTITY_FILE, 0, file.bytes);
    const recorded = decoded(IDENTITY_FILE, () => decodeIdentity(bytes, checksum));
    checkOwner(recorded, own);
    if (context.options.acceptsHostname === true) {
      return recorded.hostname === own.hostname;
    }
    checkHostname(recorded, own);
    return true;
  }
  const stray = files.find((info) => segmentOfFile(info.file) !== null);
  if (stray !== undefined) {
    throw new RaftLabError(
      'BOOTSTRAP_CORRUPT',
      `the directory holds ${stray.file} but no ${IDENTITY_FILE} file: it is not a complete data directory`,
    );
  }
  return false;
}

function* readBootstraps(
  context: NodeContext,
  files: readonly FileInfo[],
): DiskTask<ReadonlyMap<GroupId, BootstrapRecord>> {
  const { checksum, utf8 } = context.ports;
  const records = new Map<GroupId, BootstrapRecord>();
  for (const info of files) {
    const group = groupOfBootstrapFile(info.file);
    if (group !== null) {
      const bytes = yield* readFile(info.file, 0, info.bytes);
      records.set(
        group,
        decoded(info.file, () => decodeBootstrap(bytes, checksum, utf8)),
      );
    }
  }
  return records;
}

/** What was asked for, and every group that ran here before: a restart needs no list (ST-03). */
function wantedGroups(
  asked: readonly GroupOptions[],
  records: ReadonlyMap<GroupId, BootstrapRecord>,
): GroupOptions[] {
  const others = [...records].filter(([group]) => asked.every((each) => each.group !== group));
  return [
    ...asked,
    ...others.map(([group, { join }]) => ({ group, join, members: [], contacts: [] })),
  ];
}

type Admission =
  | { readonly options: GroupOptions; readonly record: BootstrapRecord; readonly isNew: boolean }
  | { readonly options: GroupOptions; readonly error: RaftLabError };

function admit(
  context: NodeContext,
  options: GroupOptions,
  recorded: BootstrapRecord | null,
): Admission {
  const { node, address } = context.options;
  const request: StartRequest = {
    self: { node, address },
    join: options.join,
    machineType: MACHINE_TYPES[context.options.store],
    members: options.members,
  };
  try {
    return { options, record: admitStart(recorded, request), isNew: recorded === null };
  } catch (error) {
    if (!(error instanceof RaftLabError)) {
      throw error;
    }
    if (error.code === 'NODE_REMOVED') {
      return { options, error };
    }
    const message = `group ${options.group} does not start: ${error.message}`;
    throw new RaftLabError(error.code, message, { cause: error });
  }
}

function* findGroup(
  context: NodeContext,
  admission: Admission,
  log: RecoveredLog,
  directory: DirectoryContent,
): DiskTask<FoundGroup> {
  const { options } = admission;
  if ('error' in admission) {
    return { kind: 'removed', options, error: admission.error };
  }
  if (admission.isNew) {
    // Without a record nothing was promised yet, whatever a first start left in the log.
    return { kind: 'new', options, record: admission.record };
  }
  const recovered = log.groups.get(options.group);
  if (recovered === undefined) {
    const error = new RaftLabError(
      'LOG_LOST',
      `group ${options.group} ran on this node, but the log knows nothing of it: the log was lost; ` +
        'remove the node from the group and add it under a new id',
    );
    return { kind: 'damaged', options, error };
  }
  if (recovered instanceof RaftLabError) {
    return { kind: 'damaged', options, error: recovered };
  }
  return context.options.store === 'level'
    ? yield* findOnDisk(context, admission, recovered, directory)
    : yield* loadGroup(context, admission, recovered, directory.files);
}

function* loadGroup(
  context: NodeContext,
  { options, record }: Extract<Admission, { isNew: boolean }>,
  recovered: RecoveredGroup,
  files: readonly FileInfo[],
): DiskTask<FoundGroup> {
  const { newcomer: isNewcomer, members: initialMembers } = record;
  const machine = context.newMachine();
  const position = recovered.snapshot;
  if (position.index === 0) {
    const snapshot = NO_SNAPSHOT;
    return {
      kind: 'existing',
      options,
      recovered,
      machine,
      database: null,
      snapshot,
      isNewcomer,
      initialMembers,
    };
  }
  const name = snapshotFile(options.group, position);
  const bytes = files.find((info) => info.file === name)?.bytes ?? 0;
  const sink = snapshotSink(machine, options.group, position);
  const reader = new SnapshotReader(context.blockCodecs, context.ports.checksum, sink);
  try {
    yield* readSnapshot(reader, name, bytes);
  } catch (error) {
    if (!(error instanceof RaftLabError)) {
      throw error;
    }
    return { kind: 'damaged', options, error: damagedSnapshot(name, error) };
  }
  const snapshot = { position, bytes };
  const found = { options, recovered, machine, snapshot, isNewcomer, initialMembers };
  return { kind: 'existing', ...found, database: null };
}

/**
 * Temporary files, and snapshots that the log does not build on: an interrupted save or install. What
 * was received of a newer snapshot stays: its transfer may go on.
 */
function* removeLeftovers(
  files: readonly FileInfo[],
  groups: readonly FoundGroup[],
  partials: BootResult['partials'],
): DiskTask<void> {
  const kept = [...partials].map(([group, { position }]) => receivingFile(group, position));
  for (const { file } of files) {
    const isLeftover = isTemporaryName(file) && !kept.includes(file);
    if (isLeftover || isOrphan(file, groups)) {
      yield* removeFile(file);
    }
  }
}

/** Where each running group's snapshot stands; a transfer of anything older is of no use. */
function snapshotIndexes(groups: readonly FoundGroup[]): Map<GroupId, LogIndex> {
  return new Map(
    groups.flatMap((found) =>
      found.kind === 'existing' ? [[found.options.group, found.snapshot.position.index]] : [],
    ),
  );
}

/**
 * Databases that are not live: a crash left them, while they were filled or after they were replaced.
 * Of a group that cannot start none is touched, and the live one was opened by now (seeds.md BUG-08).
 */
function* removeUnusedDatabases(
  databases: readonly string[],
  groups: readonly FoundGroup[],
): DiskTask<void> {
  for (const name of databases) {
    const owner = groups.find((found) => found.options.group === databaseOfName(name)?.group);
    const isLive = owner?.kind === 'existing' && owner.database?.name === name;
    if (owner?.kind !== 'damaged' && !isLive) {
      yield* closeAndRemove(name);
    }
  }
}

function isOrphan(file: string, groups: readonly FoundGroup[]): boolean {
  const pointed = groupOfPointerFile(file);
  if (pointed !== null) {
    return groups.some(({ kind, options }) => kind === 'removed' && options.group === pointed);
  }
  const named = snapshotOfFile(file);
  const owner = groups.find((found) => found.options.group === named?.group);
  if (named === null) {
    return false;
  }
  return (
    owner?.kind === 'removed' ||
    (owner?.kind === 'existing' && !isSamePosition(owner.snapshot.position, named.position))
  );
}

function isSamePosition(a: Position, b: Position): boolean {
  return a.index === b.index && a.term === b.term;
}

/** Opens the segment that the log goes on in, the way the sync mode wants it. */
function* openLastSegment(
  context: NodeContext,
  identity: Identity,
  found: LogEnd | null,
): DiskTask<LogEnd> {
  const { syncMode, segmentBytes } = context.options.tuning;
  const mode = fileModeOf(syncMode);
  if (found !== null) {
    yield* openFile(segmentFile(found.segment), mode);
    return found;
  }
  const header = { segment: 1, ...identity };
  yield* createSegment(header, { mode, bytes: segmentBytes }, context.ports.checksum);
  return { segment: 1, offset: SEGMENT_DATA_AT, last: null };
}

function decoded<T>(file: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new RaftLabError(
        'BOOTSTRAP_CORRUPT',
        `${file}: ${error.message}; restore the file, or remove this node from its groups and add ` +
          'it under a new id with an empty directory',
        { cause: error },
      );
    }
    throw error;
  }
}
