import { DecodeError } from '../base/errors.ts';
import { type LogIndex, NO_NODE, type NodeId, type Term } from '../base/ids.ts';
import { unreachable } from '../base/invariant.ts';
import { COMMAND_BYTES_MAX } from '../base/limits.ts';
import {
  type ClientRequest,
  decodeRequest,
  requestIdOf,
  type WriteRequest,
} from '../codec/client/request.ts';
import type { GroupStatus, RefusalCode } from '../codec/client/response.ts';
import { locateKey } from '../codec/command.ts';
import { encodeMembershipChange, versionOfChange } from '../codec/membership.ts';
import type { MembershipChange } from '../kv/membership-change.ts';
import type { Proposed, Refusal } from '../raft/proposing.ts';
import { refusalOfChange } from './admitting.ts';
import { placeCommand } from './compressing.ts';
import type { NodeContext } from './context.ts';
import { everyMemberSpeaks, unableNewcomer } from './features.ts';
import { admitLogQuery } from './log-query.ts';
import { holdsState } from './outlining.ts';
import { guarded } from './quarantine.ts';
import { noteRequest } from './quiescing.ts';
import { admitRead } from './reading.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';
import { compactTo, saveNow } from './snapshot-saving.ts';

/** Who proposes, and whether it wants to hear of the commit. */
type Proposer = Caller & Pick<WriteRequest, 'notifyCommit'>;

/** Takes in one request; every request is answered exactly once. */
export function onRequest(
  context: NodeContext,
  connection: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let request: ClientRequest;
  try {
    request = decodeRequest(bytes, start, end, context.ports.utf8);
  } catch (error) {
    if (!(error instanceof DecodeError)) {
      throw error;
    }
    const caller = { connection, requestId: requestIdOf(bytes, start, end) };
    context.replies.refuse(caller, 'invalid', NO_NODE, error.message);
    return;
  }
  const caller = { connection, requestId: request.requestId };
  const replica = context.replicas.get(request.group);
  if (replica === undefined) {
    context.replies.refuse(caller, 'unknownGroup', NO_NODE, `no group ${request.group} here`);
  } else if (!replica.isRunning) {
    context.replies.refuse(caller, 'quarantined', NO_NODE, `the replica is ${replica.status}`);
  } else {
    guarded(context, replica, () => admit(context, replica, caller, request));
    if (!replica.isRunning && !context.replies.hasAnswered(caller)) {
      // What went wrong came before anybody had taken note of who asks.
      answerInterrupted(context, caller, request);
    }
  }
}

function admit(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  request: ClientRequest,
): void {
  if (concernsGroup(request)) {
    noteRequest(context, replica);
  }
  switch (request.kind) {
    case 'write':
      admitWrite(context, replica, caller, request);
      return;
    case 'read':
      admitRead(context, replica, caller, request);
      return;
    case 'changeMembership':
      admitChange(context, replica, caller, request.change);
      return;
    case 'transfer':
      admitTransfer(context, replica, caller, request.target);
      return;
    case 'status': {
      const { connection, requestId } = caller;
      const status = statusOf(replica);
      context.replies.send(connection, { kind: 'status', requestId, status });
      return;
    }
    case 'snapshot':
      admitSnapshot(context, replica, caller, request.untilSaved === true);
      return;
    case 'compact':
      admitCompaction(context, replica, caller, request.index);
      return;
    case 'readLog':
      admitLogQuery(context, replica, caller, request.range);
      return;
    default:
      unreachable(request);
  }
}

/** The replica stopped while it took the request in: nobody knows how far it had come. */
function answerInterrupted(context: NodeContext, caller: Caller, request: ClientRequest): void {
  if (request.kind === 'read' || request.kind === 'readLog' || request.kind === 'status') {
    context.replies.refuse(caller, 'quarantined', NO_NODE, 'the replica has stopped');
  } else {
    context.replies.unknownOutcome(caller, 'terminated');
  }
}

/** Whether other replicas are needed to serve the request. */
function concernsGroup(request: ClientRequest): boolean {
  switch (request.kind) {
    case 'status':
    case 'snapshot':
    case 'compact':
    case 'readLog':
      return false;
    case 'read':
      return request.consistency !== 'stale';
    case 'write':
    case 'changeMembership':
    case 'transfer':
      return true;
    default:
      return unreachable(request);
  }
}

function admitWrite(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  request: WriteRequest,
): void {
  const { bytes, start, end } = request;
  if (end - start > COMMAND_BYTES_MAX) {
    refuse(
      context,
      replica,
      caller,
      'tooLarge',
      `a command has at most ${COMMAND_BYTES_MAX} bytes`,
    );
    return;
  }
  try {
    // Only what every replica will understand may enter the log (seeds.md BUG-02).
    locateKey(bytes, start, end);
  } catch (error) {
    refuse(context, replica, caller, 'invalid', (error as Error).message);
    return;
  }
  if (!replica.raft.state.isLeader) {
    refuse(context, replica, caller, 'notLeader', 'another node leads the group');
    return;
  }
  const draft = placeCommand(context, replica, request);
  const { notifyCommit } = request;
  const proposer = notifyCommit === true ? { ...caller, notifyCommit } : caller;
  awaitEntry(context, replica, proposer, replica.raft.proposeCommand(draft));
}

function admitChange(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  change: MembershipChange,
): void {
  if (context.options.tuning.orderedChanges && change.expectedChangeId === null) {
    refuse(context, replica, caller, 'rejected', 'a change must quote the change that it follows');
    return;
  }
  if (change.initial || (change.transition === 'leave' && change.changes.length > 0)) {
    const reason = 'only a group begins with an initial change, and leaving has no steps';
    refuse(context, replica, caller, 'invalid', reason);
    return;
  }
  const refusal = refusalOfChange(replica, change);
  if (refusal !== null) {
    context.dirty.add(replica);
    refuse(context, replica, caller, 'dropped', refusal);
    return;
  }
  if (!everyMemberSpeaks(context, replica, versionOfChange(change))) {
    const reason =
      'a member that is not known to speak protocol version 2 could not read the change';
    refuse(context, replica, caller, 'unsupported', reason);
    return;
  }
  const newcomer = unableNewcomer(context, replica, change);
  if (newcomer !== null) {
    const reason = `node ${newcomer} speaks protocol version 1 and could not read what this group has`;
    refuse(context, replica, caller, 'unsupported', reason);
    return;
  }
  const payload = encodeMembershipChange(change, context.ports.utf8);
  const draft = replica.arena.place(payload, 0, payload.length);
  awaitEntry(context, replica, caller, replica.raft.proposeConfiguration(draft));
}

function admitTransfer(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  target: NodeId,
): void {
  const refusal = replica.raft.transferLeadership(target);
  context.dirty.add(replica);
  if (refusal === null) {
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else if (refusal === 'noVoter') {
    refuse(context, replica, caller, 'rejected', 'the target is no other voter of the group');
  } else {
    refuse(context, replica, caller, codeOf(refusal), refusal);
  }
}

function admitSnapshot(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  untilSaved: boolean,
): void {
  if (!holdsState(context, replica)) {
    refuse(context, replica, caller, 'rejected', 'there is no state here to save');
    return;
  }
  const { compactionOverhead, requestTimeoutTicks } = context.options.tuning;
  if (saveNow(context, replica, compactionOverhead)) {
    if (untilSaved) {
      replica.snapshotCaller = { ...caller, deadlineTick: context.nowTick + requestTimeoutTicks };
      return;
    }
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else {
    refuse(context, replica, caller, 'rejected', 'nothing new, or a snapshot is being saved');
  }
}

/** Compacts at most what the durable snapshot covers: nothing newer is saved for it. */
function admitCompaction(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  index: LogIndex,
): void {
  if (compactTo(context, replica, index)) {
    context.replies.send(caller.connection, { kind: 'done', requestId: caller.requestId });
  } else {
    const { index: covered } = replica.snapshot.position;
    const reason = `the snapshot covers entries through ${covered}; what it covers of these is gone`;
    refuse(context, replica, caller, 'rejected', reason);
  }
}

function awaitEntry(
  context: NodeContext,
  replica: Replica,
  caller: Proposer,
  proposed: Proposed,
): void {
  if (proposed.kind === 'refused') {
    refuse(context, replica, caller, codeOf(proposed.refusal), proposed.refusal);
    return;
  }
  waitFor(context, replica, caller, proposed);
  context.dirty.add(replica);
}

function waitFor(
  context: NodeContext,
  replica: Replica,
  caller: Proposer,
  entry: { readonly index: LogIndex; readonly term: Term },
): void {
  const deadlineTick = context.nowTick + context.options.tuning.requestTimeoutTicks;
  const { index, term } = entry;
  const replaced = replica.writes.add({ ...caller, index, term, deadlineTick });
  if (replaced !== undefined) {
    context.replies.unknownOutcome(replaced, 'leaderLost');
  }
}

function refuse(
  context: NodeContext,
  replica: Replica,
  caller: Caller,
  code: RefusalCode,
  reason: string,
): void {
  context.replies.refuse(caller, code, replica.raft.state.leader, reason);
}

function codeOf(refusal: Refusal): RefusalCode {
  switch (refusal) {
    case 'notLeader':
      return 'notLeader';
    case 'busy':
      return 'busy';
    case 'transferring':
    case 'configurationPending':
      return 'dropped';
  }
}

function statusOf(replica: Replica): GroupStatus {
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
