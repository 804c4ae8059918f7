import { NO_INDEX } from '../base/ids.ts';
import { sealEntry } from '../codec/entry-record.ts';
import type { Message } from '../raft/message.ts';
import type { Ready } from '../raft/ready.ts';
import type { LogRecord } from '../storage/log/batch.ts';
import { applyCommitted } from './applying.ts';
import { applyOnDisk } from './applying-on-disk.ts';
import type { NodeContext } from './context.ts';
import type { Effect } from './events.ts';
import { completeInstallation } from './installing.ts';
import { introduce } from './introducing.ts';
import { tellLeader } from './leadership.ts';
import { completeChange, stopIfRemoved } from './leaving.ts';
import { noticeCommitted } from './noticing.ts';
import { sendSnapshot } from './outbound-snapshot.ts';
import { forReceiver } from './outlining.ts';
import { guarded } from './quarantine.ts';
import { answerReadable, askForReads, refuseRead } from './reading.ts';
import { reloadEntries } from './reloading.ts';
import type { Replica } from './replica.ts';
import { isAtRest } from './resting.ts';

/** A replica whose own messages keep it busy goes on in the next turn. */
const ROUNDS_MAX = 4;

/**
 * Does what the events of a turn led to. This file alone knows the order on which safety rests:
 *
 * 1. send what may leave at once: a leader's appends go out beside its own write (thesis §10.2.1);
 * 2. persist term, vote, snapshot and entries together;
 * 3. only when they are durable, send what implies them: votes, acknowledgements (raft.md item 4);
 * 4. apply what is committed and durable;
 * 5. reply to whoever waited for it.
 *
 * Replies are carried out before this turn's writes, which they do not depend on: what they say was
 * durable before the turn began.
 */
export function runTurn(context: NodeContext): Effect[] {
  for (let round = 0; round < ROUNDS_MAX && context.dirty.size > 0; round++) {
    for (const replica of context.dirty.take()) {
      lookAfter(context, replica);
    }
  }
  context.pumpLog();
  const effects: Effect[] = [];
  context.outbox.moveTo(effects);
  context.replies.moveTo(effects);
  context.disk.moveTo(effects);
  context.moveNoticesTo(effects);
  if (context.unfinished.size > 0) {
    for (const replica of context.unfinished) {
      context.dirty.add(replica);
    }
    context.unfinished.clear();
  }
  if (context.dirty.size > 0) {
    effects.push({ kind: 'again' });
  }
  return effects;
}

function lookAfter(context: NodeContext, replica: Replica): void {
  const { isStirred } = replica;
  replica.isStirred = false;
  if (!isStirred && isAtRest(context, replica)) {
    context.trace?.rested(replica);
    return;
  }
  context.trace?.touched(replica);
  guarded(context, replica, () => advance(context, replica));
}

function advance(context: NodeContext, replica: Replica): void {
  if (!replica.isRunning) {
    return;
  }
  askForReads(context, replica);
  const ready = replica.raft.takeReady();
  seal(context, ready);
  send(context, replica, ready.messages);
  persist(context, replica, ready);
  for (const { requestId, index } of ready.readStates) {
    answerRead(context, replica, requestId, index);
  }
  if (ready.wantedIndex > NO_INDEX) {
    reloadEntries(context, replica, ready.wantedIndex);
  }
  answerReadable(context, replica);
  noticeCommitted(context, replica);
  if (replica.database !== null) {
    applyOnDisk(context, replica, replica.database);
  } else if (applyCommitted(context, replica)) {
    context.unfinished.add(replica);
  }
  completeChange(context, replica);
  tellLeader(context, replica);
  if (hasOutput(replica)) {
    context.dirty.add(replica);
  } else {
    stopIfRemoved(context, replica);
  }
}

/** Entries made here get their headers before anybody sees their bytes. */
function seal(context: NodeContext, ready: Ready): void {
  for (const entry of ready.entries) {
    if (!entry.sealed) {
      sealEntry(entry, context.ports.checksum);
    }
  }
}

function send(context: NodeContext, replica: Replica, messages: readonly Message[]): void {
  for (const message of messages) {
    if (message.to === context.options.node) {
      replica.raft.step(message);
      context.dirty.add(replica);
    } else if (message.kind === 'installSnapshot') {
      sendSnapshot(context, replica, message);
    } else {
      introduce(context, replica, message);
      context.outbox.add({ group: replica.group, message: forReceiver(context, replica, message) });
    }
  }
}

function persist(context: NodeContext, replica: Replica, ready: Ready): void {
  if (!ready.mustPersist) {
    if (replica.undurableWrites === 0) {
      send(context, replica, ready.messagesAfterPersist);
    } else {
      replica.heldMessages.push(...ready.messagesAfterPersist);
    }
    return;
  }
  const held = [...ready.messagesAfterPersist];
  replica.heldMessages = held;
  replica.undurableWrites++;
  const mustSync = ready.hardStateChanged || ready.snapshot !== null;
  context.log.append(recordsOf(replica, ready), mustSync, () => {
    replica.undurableWrites--;
    guarded(context, replica, () => onDurable(context, replica, ready, held));
  });
}

function recordsOf(replica: Replica, ready: Ready): LogRecord[] {
  const { group } = replica;
  const { hardState, entries, snapshot } = ready;
  const state: LogRecord = { kind: 'state', group, hardState, entries };
  return snapshot === null
    ? [state]
    : [{ kind: 'snapshot', group, position: snapshot.position, reset: true }, state];
}

function onDurable(
  context: NodeContext,
  replica: Replica,
  ready: Ready,
  held: readonly Message[],
): void {
  if (!replica.isRunning) {
    return;
  }
  if (ready.snapshot !== null) {
    completeInstallation(context, replica);
  }
  const last = ready.entries[ready.entries.length - 1];
  if (last !== undefined) {
    replica.raft.persisted({ index: last.index, term: last.term });
  }
  send(context, replica, held);
  context.dirty.add(replica);
}

function answerRead(
  context: NodeContext,
  replica: Replica,
  batch: number,
  index: Parameters<Replica['reads']['answer']>[1],
): void {
  for (const read of replica.reads.answer(batch, index)) {
    refuseRead(context, replica, read);
  }
}

function hasOutput(replica: Replica): boolean {
  const { messages, messagesAfterPersist, readStates, isLeader, replicationDue, heartbeatDue } =
    replica.raft.state;
  return (
    messages.length > 0 ||
    messagesAfterPersist.length > 0 ||
    readStates.length > 0 ||
    (isLeader && (replicationDue || heartbeatDue))
  );
}
