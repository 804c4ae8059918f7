import { RaftLabError } from '../base/errors.ts';
import type { GroupId } from '../base/ids.ts';
import { SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import { admitStart, type BootstrapRecord, type StartRequest } from '../storage/bootstrap.ts';
import type { FileInfo } from '../storage/disk.ts';
import {
  type DiskTask,
  listFiles,
  lockDirectory,
  openFile,
  replaceFile,
} from '../storage/disk-task.ts';
import { IDENTITY_FILE, segmentFile, snapshotFile } from '../storage/file-names.ts';
import { encodeIdentity, type Identity, type Owner } from '../storage/identity.ts';
import type { RecoveredGroup } from '../storage/log/group-replay.ts';
import { type LogEnd, type RecoveredLog, recoverLog } from '../storage/log/log-recovery.ts';
import { SEGMENT_DATA_AT } from '../storage/log/segment.ts';
import { createSegment } from '../storage/log/segment-file.ts';
import { MACHINE_TYPES } from '../storage/machine-type.ts';
import { type PartialSnapshot, partialSnapshots } from '../storage/partial-snapshot.ts';
import { readSnapshot } from '../storage/snapshot-file.ts';
import { listDatabases } from '../storage/store/store-task.ts';
import { fileModeOf } from '../storage/sync-mode.ts';
import { findOnDisk } from './boot-database.ts';
import { checkDirectory, readBootstraps } from './boot-directory.ts';
import { removeLeftovers, removeUnusedDatabases, snapshotIndexes } from './boot-leftovers.ts';
import type { NodeContext } from './context.ts';
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
