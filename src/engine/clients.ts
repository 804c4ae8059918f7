import { DecodeError } from '../base/errors.ts';
import { NO_NODE } from '../base/ids.ts';
import { unreachable } from '../base/invariant.ts';
import { COMMAND_BYTES_MAX } from '../base/limits.ts';
import {
  type ClientRequest,
  decodeRequest,
  requestIdOf,
  type WriteRequest,
} from '../codec/client/request.ts';
import { locateKey } from '../codec/command.ts';
import { awaitEntry, refuse } from './awaiting-entry.ts';
import { admitChange, admitTransfer } from './changing-members.ts';
import { placeCommand } from './compressing.ts';
import type { NodeContext } from './context.ts';
import { statusOf } from './group-status.ts';
import { admitLogQuery } from './log-query.ts';
import { guarded } from './quarantine.ts';
import { noteRequest } from './quiescing.ts';
import { admitRead } from './reading.ts';
import type { Replica } from './replica.ts';
import type { Caller } from './replies.ts';
import { admitCompaction, admitSnapshot } from './snapshot-requests.ts';

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
