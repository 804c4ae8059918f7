import { ByteReader } from '../base/bytes.ts';
import { DecodeError, LaterVersionError, RaftLabError } from '../base/errors.ts';
import { type GroupId, indexAfter, type LogIndex, maxIndex, toLogIndex } from '../base/ids.ts';
import { present } from '../base/invariant.ts';
import type { Checksum, Utf8 } from '../base/ports.ts';
import { decodeCommand } from '../codec/command.ts';
import { plainCommand } from '../codec/compressed-command.ts';
import { decodeMembershipChange } from '../codec/membership.ts';
import { type BlockCodecs, SnapshotReader } from '../codec/snapshot/snapshot-reader.ts';
import type { SnapshotContent } from '../codec/snapshot/snapshot-writer.ts';
import { StateMachine } from '../kv/machine.ts';
import { memberOf } from '../kv/membership.ts';
import { MemoryStore } from '../kv/memory-store.ts';
import { ENTRY_HEADER_BYTES, type Entry, payloadOf } from '../raft/entry.ts';
import { decodeBootstrap } from './bootstrap.ts';
import type { FileInfo } from './disk.ts';
import { type DiskTask, listFiles, lockDirectory, readFile } from './disk-task.ts';
import { bootstrapFile, IDENTITY_FILE, snapshotFile } from './file-names.ts';
import { decodeIdentity, type Identity } from './identity.ts';
import type { RecoveredGroup } from './log/group-replay.ts';
import { recoverLog } from './log/log-recovery.ts';
import { MACHINE_TYPES } from './machine-type.ts';
import { readSnapshot } from './snapshot-file.ts';
import { copyDatabase } from './store/offline-database.ts';
import { readPointer } from './store/pointer.ts';
import { listDatabases } from './store/store-task.ts';

/** What is to be exported from the directory of a stopped node. */
export interface Export {
  readonly group: GroupId;
  /**
   * `committed`: what the node knew to be committed. `all`: its whole log; whoever is restored from it
   * commits entries that may never have been.
   */
  readonly entries: 'committed' | 'all';
  readonly codecs: BlockCodecs;
  readonly checksum: Checksum;
  readonly utf8: Utf8;
}

/** The state of a group, and how many entries of the log are not part of it. */
export interface Exported {
  readonly content: SnapshotContent;
  readonly entriesLeftOut: number;
}

/**
 * Puts together what a stopped node has of a group: its snapshot, and on top of it the log.
 *
 * The node's own files stay as they are, as a start would find them.
 *
 * @throws RaftLabError when the directory is in use, or the group's data cannot be read.
 */
export function* exportGroup(order: Export): DiskTask<Exported> {
  yield* lockDirectory();
  const files = yield* listFiles();
  const machineType = yield* readMachineType(order, files);
  const identityBytes = sizeOf(files, IDENTITY_FILE);
  const identity = decodeIdentity(yield* readFile(IDENTITY_FILE, 0, identityBytes), order.checksum);
  const log = yield* recoverLog(files, identity, order.checksum);
  const found = log.groups.get(order.group);
  if (found === undefined) {
    throw new RaftLabError(
      'LOG_LOST',
      `group ${order.group} ran on this node, but the log knows nothing of it: the log was lost; ` +
        'export what another node has',
    );
  }
  if (found instanceof RaftLabError) {
    throw found;
  }
  const machine = new StateMachine(new MemoryStore(), null);
  if (
    machineType === MACHINE_TYPES.memory ||
    !(yield* loadDatabase(order, machine, found, files))
  ) {
    yield* loadSnapshot(order, machine, found, files);
  }
  const { lastIndex, commitIndex } = found.log;
  const known = maxIndex(commitIndex, toLogIndex(machine.appliedIndex));
  const last = order.entries === 'all' ? lastIndex : known;
  applyThrough(machine, found, last, order.utf8);
  checkHasState(order.group, identity, machine);
  return {
    content: contentOf(order.group, machine, found),
    entriesLeftOut: lastIndex - last,
  };
}

function* readMachineType(order: Export, files: readonly FileInfo[]): DiskTask<string> {
  const name = bootstrapFile(order.group);
  if (!files.some(({ file }) => file === name)) {
    throw new RaftLabError(
      'NOT_BOOTSTRAPPED',
      `the directory holds nothing of group ${order.group}`,
    );
  }
  const bytes = yield* readFile(name, 0, sizeOf(files, name));
  const { machineType } = decodeBootstrap(bytes, order.checksum, order.utf8);
  const known: readonly string[] = Object.values(MACHINE_TYPES);
  if (!known.includes(machineType)) {
    throw new RaftLabError(
      'MACHINE_TYPE_CHANGED',
      `the group's state machine is of type ${machineType}, which this release does not know`,
    );
  }
  return machineType;
}

/** Whether the live database could be used. @throws RaftLabError LOG_LOST when it is ahead of the log */
function* loadDatabase(
  { group, codecs, checksum, utf8 }: Export,
  machine: StateMachine<MemoryStore>,
  { snapshot, log }: RecoveredGroup,
  files: readonly FileInfo[],
): DiskTask<boolean> {
  const databases = yield* listDatabases();
  const name = yield* readPointer(group, { files, databases }, { checksum, utf8 });
  const blocks = codecs.binary;
  const isCopied = yield* copyDatabase(name, snapshot.index, machine, { blocks, utf8 });
  if (machine.appliedIndex > log.lastIndex) {
    throw new RaftLabError(
      'LOG_LOST',
      `${name} holds entry ${machine.appliedIndex}, but the log ends at ${log.lastIndex}: the log lost ` +
        'entries; export what another node has',
    );
  }
  return isCopied;
}

function* loadSnapshot(
  { group, codecs, checksum }: Export,
  machine: StateMachine<MemoryStore>,
  { snapshot }: RecoveredGroup,
  files: readonly FileInfo[],
): DiskTask<void> {
  if (snapshot.index === 0) {
    return;
  }
  const name = snapshotFile(group, snapshot);
  const reader = new SnapshotReader(codecs, checksum, {
    header: ({ position, membership }) => machine.restore(position.index, membership),
    session: (session) => machine.sessions.restore(session),
    record: ({ key, value, revision }) => machine.restoreRecord(key, value, revision),
  });
  try {
    yield* readSnapshot(reader, name, sizeOf(files, name));
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new RaftLabError('SNAPSHOT_CORRUPT', `${name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function applyThrough(
  machine: StateMachine<MemoryStore>,
  { log }: RecoveredGroup,
  last: LogIndex,
  utf8: Utf8,
): void {
  while (machine.appliedIndex < last) {
    applyEntry(machine, log.entryAt(indexAfter(machine.appliedIndex)), utf8);
  }
}

/** As a running replica does, but for whom it tells (engine/applying.ts). */
function applyEntry(machine: StateMachine<MemoryStore>, entry: Entry, utf8: Utf8): void {
  const start = entry.start + ENTRY_HEADER_BYTES;
  switch (entry.kind) {
    case 'empty':
    case 'outline':
      machine.applyEmpty(entry.index);
      return;
    case 'command':
      try {
        const command = plainCommand(payloadOf(entry));
        const decoded = decodeCommand(command.bytes, command.start, command.end, utf8);
        machine.applyCommand(entry.index, decoded);
      } catch (error) {
        if (!(error instanceof DecodeError) || error instanceof LaterVersionError) {
          throw error;
        }
        machine.applyInvalid(entry.index);
      }
      return;
    case 'configuration': {
      const reader = new ByteReader(entry.bytes, start, entry.end);
      machine.applyMembershipChange(entry.index, decodeMembershipChange(reader, utf8));
      return;
    }
  }
}

/** What a witness has would restore a group without anything in it. */
function checkHasState(group: GroupId, { node }: Identity, { membership }: StateMachine): void {
  if (memberOf(membership, node)?.role === 'witness') {
    throw new RaftLabError(
      'WITNESS_WITHOUT_STATE',
      `this node is a witness of group ${group} and has none of its data: export it elsewhere`,
    );
  }
}

function contentOf(
  group: GroupId,
  machine: StateMachine<MemoryStore>,
  { log }: RecoveredGroup,
): SnapshotContent {
  const index = toLogIndex(machine.appliedIndex);
  const term = present(log.termAt(index), 'the applied entry is known');
  return {
    header: { group, position: { index, term }, membership: machine.membership },
    sessions: [...machine.sessions.sessions()],
    records: machine.store.snapshot().records(),
  };
}

function sizeOf(files: readonly FileInfo[], name: string): number {
  return files.find(({ file }) => file === name)?.bytes ?? 0;
}
