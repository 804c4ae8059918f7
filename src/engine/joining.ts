import { ByteReader } from '../base/bytes.ts';
import { RaftLabError } from '../base/errors.ts';
import { indexAfter, type LogIndex, NO_INDEX, NO_TERM, type NodeId } from '../base/ids.ts';
import { decodeMembershipChange } from '../codec/membership.ts';
import type { JoinAnswer } from '../codec/peer/peer-message.ts';
import { type Membership, memberOf, outgoingOf, votersOf } from '../kv/membership.ts';
import { changeMembership } from '../kv/membership-change.ts';
import { ENTRY_HEADER_BYTES } from '../raft/entry.ts';
import { majorityReached } from '../raft/quorum.ts';
import { runTask } from '../storage/disk-task.ts';
import type { NodeContext } from './context.ts';
import { markBootstrap } from './marking.ts';
import { quarantine } from './quarantine.ts';
import type { Replica } from './replica.ts';

/**
 * What a replica without data has learnt of its standing.
 *
 * An empty directory under a known id may be a disk that was lost: what the node voted for and
 * acknowledged is forgotten, and taking part again could undo it. So a replica without data takes no
 * part before a majority of the group's voters have said that it is a learner, whose votes and
 * acknowledgements never counted (raft.md item 35).
 */
export interface Admission {
  /** Whom to ask: the members it was told of, whoever spoke to it, and the voters they named. */
  readonly contacts: Set<NodeId>;
  /** The newest configuration that anybody named. */
  configurationIndex: LogIndex;
  voters: readonly NodeId[];
  /** Who named the replica a learner of it, and who a voter. */
  readonly confirmedBy: Set<NodeId>;
  readonly deniedBy: Set<NodeId>;
  /** Who did not know the replica at all. */
  readonly unknownTo: Set<NodeId>;
  /**
   * Whether a majority did not know it when its directory was empty already. Then nothing was lost,
   * and it may become a voter or a witness without having been a learner. Durable before it counts.
   */
  isNewcomer: boolean;
  isRecording: boolean;
}

export function newAdmission(contacts: readonly NodeId[]): Admission {
  return {
    contacts: new Set(contacts),
    configurationIndex: NO_INDEX,
    voters: [],
    confirmedBy: new Set(),
    deniedBy: new Set(),
    unknownTo: new Set(),
    isNewcomer: false,
    isRecording: false,
  };
}

/** Asks again, for as long as the answer is open. */
export function tickJoining(context: NodeContext, replica: Replica): void {
  const { electionTicks } = context.options.tuning;
  const { admission, group } = replica;
  if (admission === null || context.nowTick % electionTicks !== 0) {
    return;
  }
  const from = context.options.node;
  for (const to of admission.contacts) {
    if (to !== from) {
      context.outbox.add({ group, message: { kind: 'joinQuestion', from, to, term: NO_TERM } });
    }
  }
}

/** Answers a node that was not removed; whoever was gets a notice instead (see `peers.ts`). */
export function answerJoinQuestion(context: NodeContext, replica: Replica, to: NodeId): void {
  if (replica.admission !== null || replica.raft.state.pendingSnapshot !== null) {
    return;
  }
  const membership = newestMembership(context, replica);
  if (membership.removed.includes(to)) {
    // Soon a majority knows, and then it is told.
    return;
  }
  context.outbox.add({
    group: replica.group,
    message: {
      kind: 'joinAnswer',
      from: context.options.node,
      to,
      term: NO_TERM,
      standing: standingOf(membership, to),
      configurationIndex: membership.changeId,
      voters: decidersOf(membership),
    },
  });
}

export function onJoinAnswer(context: NodeContext, replica: Replica, answer: JoinAnswer): void {
  const { admission, group } = replica;
  if (admission === null || answer.configurationIndex < admission.configurationIndex) {
    return;
  }
  if (answer.configurationIndex > admission.configurationIndex) {
    admission.configurationIndex = answer.configurationIndex;
    admission.voters = answer.voters;
    admission.confirmedBy.clear();
    admission.deniedBy.clear();
    admission.unknownTo.clear();
    for (const voter of answer.voters) {
      admission.contacts.add(voter);
    }
  }
  switch (answer.standing) {
    case 'stranger':
      context.notify({ kind: 'waitingForAdmission', group });
      admission.unknownTo.add(answer.from);
      if (isMajority(admission.voters, admission.unknownTo)) {
        recordNewcomer(context, replica, admission);
      }
      return;
    case 'voter':
      onVoterStanding(context, replica, admission, answer.from);
      return;
    case 'learner':
      admission.confirmedBy.add(answer.from);
      if (isMajority(admission.voters, admission.confirmedBy)) {
        replica.admission = null;
      }
      return;
  }
}

/**
 * A newcomer has forgotten nothing, so whatever it does is safe, and anybody's word will do: the
 * others may even need it for a majority. Who is none has lost its data.
 */
function onVoterStanding(
  context: NodeContext,
  replica: Replica,
  admission: Admission,
  from: NodeId,
): void {
  if (admission.isNewcomer) {
    replica.admission = null;
    return;
  }
  // One that is behind may not have heard of a removal; a majority has.
  admission.deniedBy.add(from);
  if (isMajority(admission.voters, admission.deniedBy) && !admission.isRecording) {
    quarantine(context, replica, dataLostError(context, replica.group));
  }
}

/** Notes in the directory that it was empty before the group knew this node. */
function recordNewcomer(context: NodeContext, replica: Replica, admission: Admission): void {
  if (admission.isNewcomer || admission.isRecording) {
    return;
  }
  admission.isRecording = true;
  const marks = { removed: false, newcomer: true };
  runTask(context.disk, markBootstrap(context, replica.options, marks), {
    done: () => {
      admission.isRecording = false;
      admission.isNewcomer = true;
    },
    failed: context.fail,
  });
}

function isMajority(voters: readonly NodeId[], said: ReadonlySet<NodeId>): boolean {
  // Whoever has no configuration yet names no voters, and nobody speaks for them.
  return voters.length > 0 && majorityReached(voters, (voter) => (said.has(voter) ? 1 : 0)) >= 1;
}

/**
 * The membership with every change that the log holds, committed or not: of any majority of voters,
 * one knows of the next change, so nobody is confirmed by voters who have all missed it.
 */
function newestMembership(context: NodeContext, replica: Replica): Membership {
  const { log } = replica.raft.state;
  let { membership } = replica.machine;
  const from = indexAfter(replica.machine.appliedIndex);
  for (let index = from; index <= log.lastIndex; index = indexAfter(index)) {
    const entry = log.entryAt(index);
    if (entry.kind === 'configuration') {
      const reader = new ByteReader(entry.bytes, entry.start + ENTRY_HEADER_BYTES, entry.end);
      const change = decodeMembershipChange(reader, context.ports.utf8);
      const outcome = changeMembership(membership, change, index);
      membership = outcome.kind === 'accepted' ? outcome.membership : membership;
    }
  }
  return membership;
}

function standingOf(membership: Membership, node: NodeId): JoinAnswer['standing'] {
  const voters = [...votersOf(membership), ...outgoingOf(membership)];
  if (voters.includes(node)) {
    return 'voter';
  }
  return memberOf(membership, node) === undefined ? 'stranger' : 'learner';
}

/**
 * Voters of whom any majority knows of the next change. In a joint configuration the outgoing half
 * is enough, and of the incoming one some may be those who ask.
 */
function decidersOf(membership: Membership): NodeId[] {
  return membership.joint === null ? votersOf(membership) : outgoingOf(membership);
}

function dataLostError(context: NodeContext, group: number): RaftLabError {
  const { node, address } = context.options;
  return new RaftLabError(
    'DATA_LOST',
    `node ${node} at ${address} is a voter of group ${group}, but its directory is empty: what it ` +
      'voted for and acknowledged is lost. Remove it from the group and add the machine under a new id',
  );
}
