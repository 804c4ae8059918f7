import { ByteReader } from '../base/bytes.ts';
import { RaftLabError } from '../base/errors.ts';
import { indexAfter, NO_TERM, type NodeId } from '../base/ids.ts';
import { MEMBERS_MAX } from '../base/limits.ts';
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
  /** The members it was told of. */
  readonly given: readonly NodeId[];
  /** Whom to ask: those, whoever spoke to it, and the voters they named; at most `CONTACTS_MAX`. */
  readonly contacts: Set<NodeId>;
  /**
   * What each of the contacts said last. One may take back what it said: the change of members that it told
   * of was not committed, and another leader has replaced it.
   */
  readonly answers: Map<NodeId, Answer>;
  /**
   * Whether a majority did not know it when its directory was empty already. Then nothing was lost,
   * and it may become a voter or a witness without having been a learner. Durable before it counts.
   */
  isNewcomer: boolean;
  isRecording: boolean;
}

/** Most nodes that are asked. Those that a replica was told of, and all voters of a group, are fewer. */
const CONTACTS_MAX = 4 * MEMBERS_MAX;

type Answer = Pick<JoinAnswer, 'standing' | 'configurationIndex'>;

export function newAdmission(contacts: readonly NodeId[]): Admission {
  return {
    given: contacts,
    contacts: new Set(contacts),
    answers: new Map(),
    isNewcomer: false,
    isRecording: false,
  };
}

/** Notes whom to ask as well. Of too many, those are forgotten that were noted first. */
export function noteContacts(admission: Admission, nodes: readonly NodeId[]): void {
  const { given, contacts, answers } = admission;
  for (const node of nodes) {
    contacts.add(node);
  }
  for (const contact of contacts) {
    if (contacts.size <= CONTACTS_MAX) {
      return;
    }
    if (!given.includes(contact) && !nodes.includes(contact)) {
      contacts.delete(contact);
      answers.delete(contact);
    }
  }
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
  const membership = newestMembershipOf(to, context, replica);
  if (isGone(membership, to)) {
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

/**
 * Counts the answers that name the same configuration, whether others name a newer one or not. When a
 * majority of its voters said so, then no later change was committed at the time when this replica was
 * without data already: one of them would have known of it. A newer one that somebody named may never
 * come to be.
 */
export function onJoinAnswer(context: NodeContext, replica: Replica, answer: JoinAnswer): void {
  const { admission, group } = replica;
  if (admission === null) {
    return;
  }
  const { from, standing, configurationIndex, voters } = answer;
  admission.answers.set(from, { standing, configurationIndex });
  noteContacts(admission, [from, ...voters]);
  switch (standing) {
    case 'stranger':
      context.notify({ kind: 'waitingForAdmission', group });
      if (saidByMajority(admission, answer)) {
        recordNewcomer(context, replica, admission);
      }
      return;
    case 'voter':
      onVoterStanding(context, replica, admission, answer);
      return;
    case 'learner':
      if (saidByMajority(admission, answer)) {
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
  answer: JoinAnswer,
): void {
  if (admission.isNewcomer) {
    replica.admission = null;
    return;
  }
  // One that is behind may not have heard of a removal; a majority has.
  if (saidByMajority(admission, answer) && !admission.isRecording) {
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

function saidByMajority(admission: Admission, answer: JoinAnswer): boolean {
  const { voters, standing, configurationIndex } = answer;
  const saysSo = (voter: NodeId): boolean => {
    const said = admission.answers.get(voter);
    return said?.standing === standing && said.configurationIndex === configurationIndex;
  };
  // Whoever has no configuration yet names no voters, and nobody speaks for them.
  return voters.length > 0 && majorityReached(voters, (voter) => (saysSo(voter) ? 1 : 0)) >= 1;
}

/**
 * The membership with every change that the log holds, committed or not: of any majority of voters,
 * one knows of the next change, so nobody is confirmed by voters who have all missed it. Only a
 * removal of `node` itself does not count before it is applied: it may take its vote to commit it.
 */
function newestMembershipOf(node: NodeId, context: NodeContext, replica: Replica): Membership {
  const { log } = replica.raft.state;
  let { membership } = replica.machine;
  const from = indexAfter(replica.machine.appliedIndex);
  for (let index = from; index <= log.lastIndex; index = indexAfter(index)) {
    const entry = log.entryAt(index);
    if (entry.kind === 'configuration') {
      const reader = new ByteReader(entry.bytes, entry.start + ENTRY_HEADER_BYTES, entry.end);
      const change = decodeMembershipChange(reader, context.ports.utf8);
      const outcome = changeMembership(membership, change, index);
      if (outcome.kind === 'accepted') {
        if (isGone(outcome.membership, node)) {
          return membership;
        }
        membership = outcome.membership;
      }
    }
  }
  return membership;
}

/** Whether `node` was removed, and decides nothing any more. */
function isGone(membership: Membership, node: NodeId): boolean {
  return membership.removed.includes(node) && standingOf(membership, node) === 'stranger';
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
