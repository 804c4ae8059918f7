import { NO_NODE, NO_SESSION, type NodeId } from '../base/ids.ts';
import type { ClientResponse } from '../codec/client/response.ts';
import type { CommandResult } from '../kv/result.ts';
import type { Attempts } from './attempts.ts';
import type { Operation } from './operation.ts';

/** Who answered, and when. */
interface Arrival {
  readonly node: NodeId;
  readonly nowMicros: number;
}

/** Does what a node's answer says of an operation that `attempts` has. */
export function takeAnswer(
  attempts: Attempts,
  operation: Operation,
  response: ClientResponse,
  { node, nowMicros }: Arrival,
): void {
  switch (response.kind) {
    case 'written':
      takeResult(attempts, operation, response.result, { node, nowMicros });
      return;
    case 'read': {
      const { found, revision, value } = response;
      attempts.finish(operation, { kind: 'read', found, revision, value });
      return;
    }
    case 'staleRead': {
      const { requestId: _, ...sight } = response;
      attempts.finish(operation, sight);
      return;
    }
    case 'status':
      attempts.finish(operation, { kind: 'status', status: response.status });
      return;
    case 'done':
      attempts.finish(operation, { kind: 'done' });
      return;
    case 'log': {
      const { requestId: _, ...excerpt } = response;
      attempts.finish(operation, excerpt);
      return;
    }
    case 'committed':
      if (operation.intent.kind === 'write' && !operation.isCommitted) {
        operation.isCommitted = true;
        operation.intent.onCommitted?.(response.index);
      }
      return;
    case 'unknownOutcome':
      if (response.cause !== 'timeout') {
        // Whoever stops, or led once, is not whom to ask again.
        attempts.forgetLeader(operation);
      }
      attempts.missAnswer(operation, response.cause, nowMicros);
      return;
    case 'refused':
      takeRefusal(attempts, operation, response, { node, nowMicros });
      return;
  }
}

function takeResult(
  attempts: Attempts,
  operation: Operation,
  result: CommandResult,
  { node, nowMicros }: Arrival,
): void {
  const route = attempts.route(operation.group);
  route.leader = node;
  if (operation.intent.kind === 'unregister') {
    // Also when it is unknown: an attempt before this one may have ended it.
    if (route.session === operation.session) {
      route.loseSession();
    }
    attempts.finish(operation, { kind: 'done' });
    return;
  }
  const isEvicted = result.status === 'sessionEvicted';
  if (!isEvicted && result.status !== 'sessionUnknown') {
    attempts.finish(operation, { kind: 'written', result });
    return;
  }
  if (route.session === operation.session) {
    route.loseSession();
  }
  if (operation.isAmbiguous) {
    // The session that would tell is gone.
    const cause = isEvicted ? 'sessionEvicted' : 'sessionLost';
    attempts.finish(operation, { kind: 'unknown', cause });
  } else {
    operation.session = NO_SESSION;
    operation.sequence = 0;
    attempts.retryLater(operation, nowMicros);
  }
}

function takeRefusal(
  attempts: Attempts,
  operation: Operation,
  refusal: Extract<ClientResponse, { kind: 'refused' }>,
  { node, nowMicros }: Arrival,
): void {
  const route = attempts.route(operation.group);
  const { code, leader, reason } = refusal;
  operation.lastRefusal = `${code}: ${reason}`;
  switch (code) {
    case 'notLeader':
      if (leader !== NO_NODE && leader !== node && operation.pinned === NO_NODE) {
        route.leader = leader;
        attempts.follow(operation, nowMicros);
        return;
      }
      attempts.forgetLeader(operation);
      attempts.retryLater(operation, nowMicros + attempts.options.backoffMicros);
      return;
    case 'busy':
    case 'dropped':
    case 'unknownGroup':
    case 'quarantined':
      if (code !== 'busy') {
        attempts.forgetLeader(operation);
      }
      attempts.retryLater(operation, nowMicros + attempts.options.backoffMicros);
      return;
    case 'invalid':
    case 'tooLarge':
    case 'rejected':
    case 'tooStale':
    case 'unsupported':
    case 'aborted':
    case 'outOfRange':
      attempts.finish(operation, { kind: 'failed', code, reason });
      return;
  }
}
