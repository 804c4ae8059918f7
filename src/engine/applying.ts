import { ByteReader } from '../base/bytes.ts';
import { DecodeError, LaterVersionError } from '../base/errors.ts';
import { indexAfter } from '../base/ids.ts';
import { invariant, unreachable } from '../base/invariant.ts';
import { decodeCommand } from '../codec/command.ts';
import { plainCommand } from '../codec/compressed-command.ts';
import { decodeMembershipChange } from '../codec/membership.ts';
import type { CommandResult } from '../kv/result.ts';
import { ENTRY_HEADER_BYTES, type Entry, payloadOf, recordBytes } from '../raft/entry.ts';
import type { NodeContext } from './context.ts';
import { answerConfirmed, awaitConfirmation, noteConfirmation } from './leaving.ts';
import { holdsState } from './outlining.ts';
import type { PendingWrite } from './pending-writes.ts';
import { answerReadable } from './reading.ts';
import { configurationOf, type Replica } from './replica.ts';
import { saveIfDue } from './snapshot-saving.ts';

/**
 * Applies what is committed and durable, in order, and answers who waited for it.
 *
 * @returns whether something is left for another turn.
 */
export function applyCommitted(context: NodeContext, replica: Replica): boolean {
  const { raft } = replica;
  if (raft.state.pendingSnapshot !== null) {
    // The entries build on a state that is not installed yet.
    return false;
  }
  const { applyBytesMax } = context.options.tuning;
  let bytes = 0;
  while (replica.isRunning && hasApplicable(replica) && bytes < applyBytesMax) {
    const entry = raft.state.log.entryAt(indexAfter(replica.machine.appliedIndex));
    bytes += recordBytes(entry);
    applyEntry(context, replica, entry);
  }
  if (bytes > 0 && replica.isRunning) {
    replica.bytesSinceSnapshot += bytes;
    answerReadable(context, replica);
    saveIfDue(context, replica);
  }
  return replica.isRunning && hasApplicable(replica);
}

export function hasApplicable(replica: Replica): boolean {
  return replica.machine.appliedIndex < replica.raft.state.log.applicableIndex;
}

/** What the entry counts among the bytes that this leader has proposed: only its own commands do. */
function proposedBytes({ raft }: Replica, entry: Entry): number {
  return entry.kind === 'command' && entry.term === raft.state.term ? recordBytes(entry) : 0;
}

/** Applies one entry, the next one, and answers who waited for it. */
export function applyEntry(context: NodeContext, replica: Replica, entry: Entry): void {
  const { raft, machine } = replica;
  switch (entry.kind) {
    case 'empty':
      machine.applyEmpty(entry.index);
      raft.applied(entry.index, proposedBytes(replica, entry));
      noteConfirmation(replica, entry);
      answerConfirmed(context, replica, entry);
      takeOwn(context, replica, entry);
      return;
    case 'command': {
      const result = applyCommand(context, replica, entry);
      raft.applied(entry.index, proposedBytes(replica, entry));
      answerWritten(context, replica, entry, result);
      return;
    }
    case 'configuration':
      applyConfigurationEntry(context, replica, entry);
      return;
    case 'outline':
      invariant(!holdsState(context, replica), 'only a witness has entries without their commands');
      machine.applyEmpty(entry.index);
      raft.applied(entry.index, recordBytes(entry));
      return;
    default:
      unreachable(entry.kind);
  }
}

function applyCommand(context: NodeContext, replica: Replica, entry: Entry): CommandResult {
  try {
    const { bytes, start, end } = plainCommand(payloadOf(entry));
    const command = decodeCommand(bytes, start, end, context.ports.utf8);
    return replica.machine.applyCommand(entry.index, command);
  } catch (error) {
    if (error instanceof DecodeError && !(error instanceof LaterVersionError)) {
      // Alike on every replica: bytes that one cannot read, none can.
      return replica.machine.applyInvalid(entry.index);
    }
    throw error;
  }
}

function applyConfigurationEntry(context: NodeContext, replica: Replica, entry: Entry): void {
  const { raft, machine, group } = replica;
  const start = entry.start + ENTRY_HEADER_BYTES;
  const reader = new ByteReader(entry.bytes, start, entry.end);
  const change = decodeMembershipChange(reader, context.ports.utf8);
  const removedBefore = machine.membership.removed.length;
  const outcome = machine.applyMembershipChange(entry.index, change);
  raft.applied(entry.index, proposedBytes(replica, entry));
  if (outcome.kind === 'refused') {
    const refused = takeOwn(context, replica, entry);
    if (refused !== undefined) {
      context.replies.refuse(refused, 'rejected', raft.state.leader, outcome.refusal);
    }
    return;
  }
  const { membership } = outcome;
  raft.applyConfiguration(configurationOf(membership));
  context.notify({ kind: 'membershipChanged', group, membership });
  const write = takeOwn(context, replica, entry);
  if (write !== undefined) {
    answerChange(context, replica, write, membership.removed.length > removedBefore);
  }
}

/** Who had a member removed may switch it off then, so it is told only when nobody needs it. */
function answerChange(
  context: NodeContext,
  replica: Replica,
  write: PendingWrite,
  hasRemoved: boolean,
): void {
  if (!hasRemoved) {
    context.replies.send(write.connection, { kind: 'done', requestId: write.requestId });
  } else if (!awaitConfirmation(context, replica, write)) {
    context.replies.unknownOutcome(write, 'leaderLost');
  }
}

function answerWritten(
  context: NodeContext,
  replica: Replica,
  entry: Entry,
  result: CommandResult,
): void {
  const write = takeOwn(context, replica, entry);
  if (write !== undefined) {
    context.replies.send(write.connection, { kind: 'written', requestId: write.requestId, result });
  }
}

/** Who proposed this very entry here; whoever proposed another one in its place is told so. */
function takeOwn(context: NodeContext, replica: Replica, entry: Entry): PendingWrite | undefined {
  const write = replica.writes.take(entry.index);
  if (write === undefined || write.term === entry.term) {
    return write;
  }
  // Another entry is committed where this one was proposed: now it certainly never will be.
  context.replies.refuse(write, 'dropped', replica.raft.state.leader, 'the leader changed');
  return undefined;
}
