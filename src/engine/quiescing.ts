import { NO_NODE, NO_TERM, type NodeId } from '../base/ids.ts';
import type { PeerMessage, Quiesce, QuiesceResponse } from '../codec/peer/peer-message.ts';
import { PROTOCOL_NEWEST } from '../codec/protocol-version.ts';
import { membersOf } from '../raft/configuration.ts';
import type { NodeContext } from './context.ts';
import { versionOf } from './features.ts';
import type { Replica } from './replica.ts';

/**
 * How a replica stands to the sleep of idle groups (raft.md 2.7).
 *
 * A leader with nothing to say for `quiesceTicks` asks every member that it is connected with to
 * sleep; when all of them do, it sleeps too. A replica that sleeps has no ticks: it sends no
 * heartbeats and starts no election. A request, and any message but a heartbeat, wakes it.
 *
 * Why it is safe: to sleep is to be slow. Votes, logs and quorums stay as they are; whoever wakes
 * waits for a whole election timeout before it campaigns, and a leader is confirmed anew before it
 * answers a read. Why nobody is forgotten: a member that lacks something is either connected, and
 * keeps the leader awake, or its connection wakes the leader when it comes up.
 */
export interface Quiescence {
  /** Ticks since the last request, and message that was no heartbeat. */
  idleTicks: number;
  /** When it fell asleep; null while it is awake. */
  sinceTick: number | null;
  /** At a leader that asks its members to sleep: who does. */
  asleep: Set<NodeId> | null;
}

export function newQuiescence(): Quiescence {
  return { idleTicks: 0, sinceTick: null, asleep: null };
}

export function isAsleep(replica: Replica): boolean {
  return replica.quiescence.sinceTick !== null;
}

/** Notes a request to this node: the whole group must be awake to serve it. */
export function noteRequest(context: NodeContext, replica: Replica): void {
  if (isAsleep(replica)) {
    wake(context, replica);
    tellMembers(context, replica);
  }
  restartIdleness(replica);
}

/** Notes a message; heartbeats that were on their way when the replica fell asleep are no reason to wake. */
export function noteMessage(
  context: NodeContext,
  replica: Replica,
  { kind, term }: PeerMessage['message'],
): void {
  const isNews = term > replica.raft.state.term;
  switch (kind) {
    case 'quiesce':
    case 'quiesceResponse':
      return;
    case 'heartbeat':
      if (isNews || hasSleptLong(context, replica)) {
        wake(context, replica);
      }
      return;
    case 'heartbeatResponse':
      if (isNews) {
        wake(context, replica);
      }
      return;
    default:
      wake(context, replica);
      restartIdleness(replica);
  }
}

/** A member can be reached again: it may have missed what happened, or have been restarted. */
export function noteConnection(context: NodeContext, replica: Replica, peer: NodeId): void {
  const { isLeader, configuration } = replica.raft.state;
  if (isLeader && membersOf(configuration).includes(peer)) {
    wake(context, replica);
    restartIdleness(replica);
  }
}

/** Asks the members of an idle group to sleep, and sleeps when they do; called at every tick. */
export function tickQuiescing(context: NodeContext, replica: Replica): void {
  const { quiesce, quiesceTicks, electionTicks, heartbeatTicks } = context.options.tuning;
  const { quiescence } = replica;
  quiescence.idleTicks++;
  const overTicks = quiescence.idleTicks - quiesceTicks;
  if (!quiesce || overTicks <= 0 || !replica.raft.state.isLeader) {
    return;
  }
  if (overTicks > electionTicks || !isSettled(context, replica)) {
    // Somebody does not want to: those who sleep already will be woken by heartbeats.
    restartIdleness(replica);
    return;
  }
  quiescence.asleep ??= new Set();
  if (overTicks % heartbeatTicks === 0) {
    askMembers(context, replica);
  }
  sleepIfAgreed(context, replica);
}

/** A follower is asked to sleep; it does not answer unless it does. */
export function onQuiesce(context: NodeContext, replica: Replica, message: Quiesce): void {
  const { term, leader, log } = replica.raft.state;
  const isCurrent = message.term === term && message.from === leader;
  if (!isCurrent || message.commitIndex !== log.lastIndex || !isIdle(context, replica)) {
    return;
  }
  fallAsleep(context, replica);
  context.outbox.add({
    group: replica.group,
    message: {
      kind: 'quiesceResponse',
      from: context.options.node,
      to: message.from,
      term,
      commitIndex: message.commitIndex,
    },
  });
}

export function onQuiesceResponse(
  context: NodeContext,
  replica: Replica,
  message: QuiesceResponse,
): void {
  const { term, isLeader, log } = replica.raft.state;
  if (isLeader && message.term === term && message.commitIndex === log.lastIndex) {
    replica.quiescence.asleep?.add(message.from);
    sleepIfAgreed(context, replica);
  }
}

function sleepIfAgreed(context: NodeContext, replica: Replica): void {
  const { asleep } = replica.quiescence;
  if (asleep !== null && connectedMembers(context, replica).every((member) => asleep.has(member))) {
    fallAsleep(context, replica);
  }
}

/** At a leader: whether everybody who can be reached has everything, and nobody waits. */
function isSettled(context: NodeContext, replica: Replica): boolean {
  const { log, progress, transferTarget, reads } = replica.raft.state;
  return (
    hasNothingToDo(replica) &&
    transferTarget === NO_NODE &&
    reads.waiting === 0 &&
    replica.sending.size === 0 &&
    connectedMembers(context, replica).every(
      (member) =>
        versionOf(context, member) >= PROTOCOL_NEWEST &&
        progress.get(member)?.matchIndex === log.lastIndex,
    )
  );
}

/** At a follower: whether it has everything, and was not woken just now. */
function isIdle(context: NodeContext, replica: Replica): boolean {
  const { quiesceTicks } = context.options.tuning;
  // Half of it, because its clock may be slower than the leader's.
  const isQuiet = isAsleep(replica) || replica.quiescence.idleTicks >= quiesceTicks / 2;
  return isQuiet && hasNothingToDo(replica) && replica.admission === null;
}

function hasNothingToDo({ raft, machine, reads, writes, undurableWrites, receiving }: Replica) {
  const { lastIndex, commitIndex } = raft.state.log;
  return (
    commitIndex === lastIndex &&
    machine.appliedIndex === lastIndex &&
    raft.state.pendingSnapshot === null &&
    receiving === null &&
    undurableWrites === 0 &&
    reads.size === 0 &&
    writes.size === 0
  );
}

/** Members but this node that can hear a question now. */
function connectedMembers(context: NodeContext, replica: Replica): NodeId[] {
  const { node } = context.options;
  return membersOf(replica.raft.state.configuration).filter(
    (member) => member !== node && context.connected.has(member),
  );
}

function fallAsleep(context: NodeContext, replica: Replica): void {
  replica.quiescence.asleep = null;
  if (!isAsleep(replica)) {
    replica.quiescence.sinceTick = context.nowTick;
    replica.raft.sleep();
    context.awake.delete(replica);
    context.counts.quiesceEntered++;
  }
}

function wake(context: NodeContext, replica: Replica): void {
  const { sinceTick } = replica.quiescence;
  if (sinceTick !== null) {
    replica.quiescence.sinceTick = null;
    replica.quiescence.idleTicks = 0;
    replica.raft.wake(context.nowTick - sinceTick);
    context.awake.add(replica);
    context.dirty.add(replica);
    context.counts.quiesceWoken++;
  }
}

function restartIdleness({ quiescence }: Replica): void {
  quiescence.idleTicks = 0;
  quiescence.asleep = null;
}

/** So long that no heartbeat from before can still be on its way. */
function hasSleptLong(context: NodeContext, { quiescence }: Replica): boolean {
  const { sinceTick } = quiescence;
  return sinceTick !== null && context.nowTick - sinceTick > context.options.tuning.electionTicks;
}

function askMembers(context: NodeContext, replica: Replica): void {
  const { term, log } = replica.raft.state;
  const from = context.options.node;
  for (const to of connectedMembers(context, replica)) {
    const { commitIndex } = log;
    const message = { kind: 'quiesce', from, to, term, commitIndex } as const;
    context.outbox.add({ group: replica.group, message });
  }
}

/** The leader may be asleep too, or gone: then the others must be there to elect another. */
function tellMembers(context: NodeContext, replica: Replica): void {
  const from = context.options.node;
  for (const to of membersOf(replica.raft.state.configuration)) {
    if (to !== from) {
      context.outbox.add({
        group: replica.group,
        message: { kind: 'wake', from, to, term: NO_TERM },
      });
    }
  }
}
