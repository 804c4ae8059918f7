import { addressOfNodeId } from '../base/address.ts';
import { RaftLabError } from '../base/errors.ts';
import { NO_TERM, type NodeId } from '../base/ids.ts';
import { MEMBERS_MAX } from '../base/limits.ts';
import type { InitialMembers, PeerMessage } from '../codec/peer/peer-message.ts';
import type { NodeContext } from './context.ts';
import { laneOf } from './lanes.ts';
import { quarantine } from './quarantine.ts';
import type { Replica } from './replica.ts';
import { FIRST_INDEX } from './starting.ts';

/** Most nodes with another list that one replica remembers. */
const STRANGERS_MAX = 4 * MEMBERS_MAX;

/**
 * Nodes that were started with different lists have different first entries of one index and term:
 * the one place where Raft's Log Matching does not hold. So whatever relies on the first entry comes
 * with the list that it was made from (raft.md 2.1.1): requests for votes, appends that follow it, and
 * snapshots. The list travels ahead on the same lane, so that none of them arrives without it.
 */
export function introduce(
  context: NodeContext,
  replica: Replica,
  message: PeerMessage['message'],
): void {
  if (isRelying(message) && replica.initialMembers.length > 0) {
    const list = listOf(context, replica, message.to, false);
    context.outbox.add({ group: replica.group, message: list }, laneOf(message));
  }
}

/**
 * Compares another node's list with the own one; a node that joined has none and compares nothing.
 * Also a replica that has stopped answers, for the other one may know of nothing yet.
 *
 * Who stops: a replica that never had a leader, for nothing was decided here; and one whose initial
 * member has had another leader, for then two groups have one name. A group that works goes on when a
 * host is started into it with a wrong list, says so, and hears nothing of what that host says.
 */
export function onInitialMembers(
  context: NodeContext,
  replica: Replica,
  message: InitialMembers,
): void {
  const own = replica.initialMembers;
  const { from, members } = message;
  if (own.length === 0 || replica.status === 'removed') {
    return;
  }
  if (own.join() === members.join()) {
    replica.strangers.delete(from);
    return;
  }
  if (!message.isAnswer) {
    const { group } = replica;
    // It speaks a version that has this message, whether or not a connection to it stands.
    context.outbox.speakAtLeast(from, 2);
    context.outbox.add({ group, message: listOf(context, replica, from, true) });
  }
  if (!replica.isRunning) {
    return;
  }
  const isKnown = replica.strangers.has(from);
  noteStranger(replica, from);
  const error = differing(replica, message);
  if (!hasHadLeader(replica) || (message.hasHadLeader && own.includes(from))) {
    quarantine(context, replica, error);
  } else if (!isKnown) {
    context.counts.strangersMet++;
    context.notify({ kind: 'strangerMet', group: replica.group, peer: from, error });
  }
}

/** One that was forgotten is met again: whatever relies on its first entry comes with its list. */
function noteStranger({ strangers }: Replica, node: NodeId): void {
  strangers.add(node);
  const [first] = strangers;
  if (strangers.size > STRANGERS_MAX && first !== undefined) {
    strangers.delete(first);
  }
}

function isRelying(message: PeerMessage['message']): boolean {
  switch (message.kind) {
    case 'preVoteRequest':
    case 'voteRequest':
      return true;
    case 'append':
      return message.prevIndex <= FIRST_INDEX;
    case 'snapshotChunk':
      return message.offset === 0;
    default:
      return false;
  }
}

/** Entries behind the first one are a leader's, and a majority of the list has elected it. */
function hasHadLeader({ initialMembers, raft }: Replica): boolean {
  // The only member of a list elects itself, which says nothing about anybody else's list.
  return initialMembers.length > 1 && raft.state.log.lastIndex > FIRST_INDEX;
}

function listOf(
  context: NodeContext,
  replica: Replica,
  to: NodeId,
  isAnswer: boolean,
): InitialMembers {
  return {
    kind: 'initialMembers',
    from: context.options.node,
    to,
    term: NO_TERM,
    isAnswer,
    hasHadLeader: hasHadLeader(replica),
    members: replica.initialMembers,
  };
}

function differing({ group, initialMembers }: Replica, { from, members }: InitialMembers) {
  return new RaftLabError(
    'INITIAL_MEMBERS_DIFFER',
    `group ${group} was begun here with the members ${describe(initialMembers)}, and on ` +
      `${addressOfNodeId(from)} with ${describe(members)}: give every initial member the same list; ` +
      'where the wrong one was given, empty the data directory first',
  );
}

function describe(members: readonly NodeId[]): string {
  return `{${members.map(addressOfNodeId).join(', ')}}`;
}
