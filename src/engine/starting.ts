import { fold32, mix32 } from '../base/hash.ts';
import {
  type GroupId,
  type LogIndex,
  minIndex,
  NO_INDEX,
  NO_NODE,
  NO_TERM,
  type Term,
} from '../base/ids.ts';
import { sealEntry } from '../codec/entry-record.ts';
import { encodeMembershipChange } from '../codec/membership.ts';
import { EMPTY_CONFIGURATION } from '../raft/configuration.ts';
import type { Entry } from '../raft/entry.ts';
import { isRestoring } from '../raft/incarnation.ts';
import { leaseMicros } from '../raft/lease.ts';
import { RaftLog } from '../raft/log.ts';
import { Raft } from '../raft/raft.ts';
import { blankRecovery, type RaftOptions, type RecoveredRaft } from '../raft/state.ts';
import { type BootstrapRecord, encodeBootstrap } from '../storage/bootstrap.ts';
import { type DiskTask, replaceFile, runTask } from '../storage/disk-task.ts';
import { bootstrapFile } from '../storage/file-names.ts';
import type { LogRecord } from '../storage/log/batch.ts';
import { LogWriter } from '../storage/log/log-writer.ts';
import { BEGINNING, type MachineDatabase } from '../storage/store/machine-database.ts';
import { type BootResult, bootTask } from './boot.ts';
import type { NodeContext } from './context.ts';
import { EntryArena } from './entry-arena.ts';
import type { FoundGroup } from './found-group.ts';
import type { GroupOptions } from './options.ts';
import { configurationOf, NO_SNAPSHOT, Replica } from './replica.ts';

type NewGroup = Extract<FoundGroup, { kind: 'new' }>;

/** The term and index of the entry that names a group's first members, the same on all of them. */
const FIRST_TERM = 1 as Term;
export const FIRST_INDEX = 1 as LogIndex;

/**
 * Starts a node: reads its disk, writes down what is new, and only then lets replicas run.
 *
 * A new replica's first log record is durable before its bootstrap record, and that before its first
 * message: a crash in between starts it anew, with nothing promised (seeds.md ST-05).
 */
export function startNode(context: NodeContext, done: () => void): void {
  runTask(context.disk, bootTask(context), {
    done: (found) => {
      openLog(context, found);
      // Before the first write: it may be the one that must say where every group stands.
      createFoundReplicas(context, found);
      recordNewGroups(context, found, (databases) => {
        createNewReplicas(context, found, databases);
        done();
      });
    },
    failed: context.fail,
  });
}

function openLog(context: NodeContext, found: BootResult): void {
  const { options, ports } = context;
  const { syncMode, segmentBytes, logBatchBytesMax } = options.tuning;
  const identity = { node: options.node, deployment: options.deployment };
  const writer = new LogWriter(
    context.disk,
    { pool: ports.buffers, checksum: ports.checksum },
    { identity, mode: syncMode, segmentBytes, batchBytesMax: logBatchBytesMax },
    {
      checkpoint: () => checkpoint(context),
      compactedIndex: (group) => compactedIndex(context, group),
      failed: context.fail,
    },
    found,
  );
  context.openLog(writer);
}

/** What may go of a group's log: what its durable snapshot covers and nobody wants to keep. */
function compactedIndex(context: NodeContext, group: GroupId): LogIndex {
  const replica = context.replicas.get(group);
  if (replica === undefined || replica.isForgotten) {
    return Number.MAX_SAFE_INTEGER as LogIndex;
  }
  return minIndex(replica.raft.state.log.compacted.index, replica.snapshot.position.index);
}

/** Each group's state and snapshot, so that a log which begins here needs nothing older. */
function checkpoint(context: NodeContext): LogRecord[] {
  const records: LogRecord[] = [];
  for (const {
    isForgotten,
    isUnread,
    group,
    raft,
    machine,
    snapshot,
  } of context.replicas.values()) {
    // A removed one counts until its mark is durable: a restart before that must find it whole.
    if (isForgotten || isUnread) {
      continue;
    }
    if (snapshot.position.index > NO_INDEX) {
      records.push({ kind: 'snapshot', group, position: snapshot.position, reset: false });
    }
    const { term, vote, log, pendingSnapshot } = raft.state;
    // Never ahead of what the disk holds: a snapshot that is being installed is not there yet.
    const commitIndex = pendingSnapshot === null ? log.applicableIndex : machine.appliedIndex;
    const hardState = { term, vote, commitIndex };
    records.push({ kind: 'state', group, hardState, entries: [] });
  }
  return records;
}

/** The databases of new groups; none where machines are in memory. */
type NewDatabases = ReadonlyMap<GroupId, MachineDatabase>;

function recordNewGroups(
  context: NodeContext,
  found: BootResult,
  done: (databases: NewDatabases) => void,
): void {
  const groups = found.groups.filter((group) => group.kind === 'new');
  if (groups.length === 0) {
    done(new Map());
    return;
  }
  const records = groups.flatMap((group) => firstRecords(context, group));
  context.log.append(records, true, () =>
    runTask(context.disk, writeBootstraps(context, groups), { done, failed: context.fail }),
  );
}

function firstRecords(context: NodeContext, { options, record }: NewGroup): LogRecord[] {
  const { group } = options;
  const { hardState, log } = firstState(context, record);
  const entries = log.lastIndex > NO_INDEX ? [log.entryAt(FIRST_INDEX)] : [];
  return [
    { kind: 'forget', group },
    { kind: 'state', group, hardState, entries },
  ];
}

function* writeBootstraps(
  context: NodeContext,
  groups: readonly NewGroup[],
): DiskTask<NewDatabases> {
  const { checksum, utf8 } = context.ports;
  const made = new Map<GroupId, MachineDatabase>();
  for (const { options, record } of groups) {
    if (context.options.store === 'level') {
      // First, so that a replica which has a record has a database too.
      made.set(options.group, yield* makeDatabase(context, options.group));
    }
    yield* replaceFile(bootstrapFile(options.group), encodeBootstrap(record, checksum, utf8));
  }
  return made;
}

function* makeDatabase({ databases }: NodeContext, group: GroupId): DiskTask<MachineDatabase> {
  const database = databases.prepare(group);
  yield* databases.begin(database);
  yield* databases.complete(database, BEGINNING);
  yield* databases.goLive(group, database);
  return database;
}

function createNewReplicas(context: NodeContext, found: BootResult, databases: NewDatabases): void {
  for (const group of found.groups) {
    if (group.kind === 'new') {
      const state = firstState(context, group.record);
      const raft = new Raft(raftOptions(context, group.options), state);
      const replica = addReplica(context, group.options, raft);
      replica.initialMembers = group.record.members.map(({ node }) => node);
      const database = databases.get(group.options.group);
      if (database !== undefined) {
        replica.adopt(database.machine, database);
      }
    }
  }
}

function createFoundReplicas(context: NodeContext, found: BootResult): void {
  for (const group of found.groups) {
    switch (group.kind) {
      case 'new':
        break;
      case 'existing': {
        const { hardState, log } = group.recovered;
        const configuration = configurationOf(group.machine.membership);
        const state: RecoveredRaft = { hardState, log, configuration };
        const raft = new Raft(raftOptions(context, group.options), state);
        raft.guardAfterRestart();
        const replica = addReplica(context, group.options, raft);
        replica.adopt(group.machine, group.database);
        replica.snapshot = group.snapshot;
        replica.initialMembers = group.initialMembers.map(({ node }) => node);
        if (replica.admission !== null) {
          replica.admission.isNewcomer = group.isNewcomer;
        }
        if (group.machine.membership.removed.includes(context.options.node)) {
          raft.state.isDeparting = true;
        }
        if (isRestoring(group.snapshot.position.term)) {
          // By whoever restored the group: nobody of its earlier life is needed for anything.
          replica.confirmedRemoved = group.machine.membership.removed;
        }
        replica.partial = found.partials.get(replica.group) ?? null;
        break;
      }
      case 'removed': {
        const { options, error } = group;
        const replica = addReplica(context, options, blankRaft(context, options));
        replica.status = 'removed';
        // The mark on disk is enough: whatever the log still holds of it is of no use.
        replica.isForgotten = true;
        context.notify({ kind: 'replicaRemoved', group: options.group, error });
        break;
      }
      case 'damaged': {
        const { options, error } = group;
        const replica = addReplica(context, options, blankRaft(context, options));
        replica.status = 'quarantined';
        replica.isUnread = true;
        context.notify({ kind: 'replicaQuarantined', group: options.group, error });
        break;
      }
    }
  }
}

function addReplica(context: NodeContext, options: GroupOptions, raft: Raft): Replica {
  const { firstReadId } = context.options;
  const replica = new Replica(options, raft, context.newMachine(), NO_SNAPSHOT, firstReadId);
  context.replicas.set(options.group, replica);
  context.awake.add(replica);
  context.dirty.add(replica);
  return replica;
}

function blankRaft(context: NodeContext, options: GroupOptions): Raft {
  return new Raft(raftOptions(context, options), blankRecovery());
}

/**
 * What a replica begins with. Original members begin with one committed entry that names them all:
 * made from the same list, it is the same everywhere, without a message (raft.md 2.1.1).
 */
function firstState(context: NodeContext, record: BootstrapRecord): RecoveredRaft {
  if (record.join) {
    return blankRecovery();
  }
  const payload = encodeMembershipChange(
    {
      initial: true,
      expectedChangeId: null,
      transition: 'single',
      changes: record.members.map((member) => ({ kind: 'addVoter', ...member })),
    },
    context.ports.utf8,
  );
  const draft = new EntryArena().place(payload, 0, payload.length);
  const entry: Entry = {
    index: FIRST_INDEX,
    term: FIRST_TERM,
    kind: 'configuration',
    ...draft,
    sealed: false,
  };
  sealEntry(entry, context.ports.checksum);
  const log = RaftLog.recovered({
    compacted: { index: NO_INDEX, term: NO_TERM },
    entries: [entry],
    commitIndex: FIRST_INDEX,
    snapshotIndex: NO_INDEX,
  });
  const hardState = { term: FIRST_TERM, vote: NO_NODE, commitIndex: FIRST_INDEX };
  return { hardState, log, configuration: EMPTY_CONFIGURATION };
}

function raftOptions(context: NodeContext, { group }: GroupOptions): RaftOptions {
  const { node, seed, tuning, groups } = context.options;
  const { electionTicks, heartbeatTicks, preVote, checkQuorum, leaseReads } = tuning;
  const { appendBytesMax, inflightMessagesMax, inflightBytesMax, unappliedBytesMax } = tuning;
  return {
    id: node,
    group,
    seed: mix32(seed, fold32(node)),
    electionTicks,
    heartbeatTicks,
    preVote,
    checkQuorum,
    appendBytesMax,
    inflightMessagesMax,
    inflightBytesMax,
    logMemoryBytesMax: Math.floor(tuning.logMemoryBytes / Math.max(1, groups.length)),
    unappliedBytesMax: unappliedBytesMax === 0 ? Number.POSITIVE_INFINITY : unappliedBytesMax,
    leaseMicros: leaseReads && checkQuorum ? leaseMicros(tuning) : 0,
    clock: context,
  };
}
