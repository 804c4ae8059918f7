import type { ExecutionContext } from 'ava';
import { NO_NODE } from '../../../src/base/ids.ts';
import { InvariantError } from '../../../src/base/invariant.ts';
import type { Raft } from '../../../src/raft/raft.ts';
import {
  becomeCandidate,
  becomeFollower,
  becomeLeader,
  becomePreCandidate,
} from '../../../src/raft/roles.ts';
import type { Role } from '../../../src/raft/state.ts';
import { index, node, term } from '../../branded.ts';
import { Excluded } from '../../foreign/case-counts.ts';
import { persistAll, replica, sentOf } from '../replica.ts';
import { type TableEntry, toEntries } from './table.ts';

type TableRole = 'follower' | 'precandidate' | 'candidate' | 'leader';

const PLAIN = { preVote: false, checkQuorum: false };

function roleOf(role: TableRole): Role {
  return role === 'precandidate' ? 'preCandidate' : role;
}

export function checkElectionOneRound(
  t: ExecutionContext,
  one: {
    readonly size: number;
    readonly votes: Readonly<Record<string, boolean>>;
    readonly expectedRole: TableRole;
    readonly expectedTerm: number;
  },
): void {
  const voters = Array.from({ length: one.size }, (_, i) => i + 1);
  const raft = replica({ voters, options: PLAIN });
  raft.campaign();
  const [own] = sentOf(persistAll(raft), 'voteResponse');
  const others = Object.entries(one.votes).map(([from, granted]) => ({
    from: Number(from),
    granted,
  }));
  for (const { from, granted } of [...(own === undefined ? [] : [own]), ...others]) {
    raft.step({ kind: 'voteResponse', from: node(from), to: node(1), term: term(1), granted });
  }
  t.is(raft.state.role, roleOf(one.expectedRole));
  t.is(raft.state.term, term(one.expectedTerm));
}

/** The table holds for votes and for pre-votes alike. */
export function checkRecvVote(
  t: ExecutionContext,
  one: {
    readonly role: TableRole;
    readonly candidateLastIndex: number;
    readonly candidateLastTerm: number;
    readonly votedFor: number;
    readonly expectedReject: boolean;
  },
): void {
  for (const kind of ['voteRequest', 'preVoteRequest'] as const) {
    const inTerm = term(Math.max(2, one.candidateLastTerm));
    const vote = one.votedFor === 0 ? {} : { vote: one.votedFor };
    const raft = replica({ terms: [2, 2], term: inTerm, ...vote, options: PLAIN });
    raft.state.role = roleOf(one.role);
    raft.step({
      kind,
      from: node(2),
      to: node(1),
      term: inTerm,
      lastIndex: index(one.candidateLastIndex),
      lastTerm: term(one.candidateLastTerm),
      transfer: false,
    });
    const { messagesAfterPersist } = raft.state;
    const [answer] = messagesAfterPersist;
    const isAnswer = answer?.kind === 'voteResponse' || answer?.kind === 'preVoteResponse';
    t.is(isAnswer && answer.granted, !one.expectedReject, kind);
  }
}

interface Transition {
  readonly from: TableRole;
  readonly to: TableRole;
  readonly allowed: boolean;
  readonly expectedTerm: number;
  readonly expectedLead: number;
}

export function checkStateTransition(t: ExecutionContext, one: Transition): void {
  const raft = replica({ voters: [1], options: PLAIN });
  raft.state.role = roleOf(one.from);
  const become = () => becomeAs(raft, one);
  if (!one.allowed) {
    t.throws(become, { instanceOf: InvariantError });
    return;
  }
  if (one.to === 'leader' && one.from !== 'candidate') {
    t.throws(become, { instanceOf: InvariantError });
    throw new Excluded('here only a candidate becomes leader, as in Raft Figure 4');
  }
  become();
  t.is(raft.state.role, roleOf(one.to));
  t.is(raft.state.term, term(one.expectedTerm));
  t.is(raft.state.leader, one.expectedLead === 0 ? NO_NODE : node(one.expectedLead));
}

function becomeAs({ state }: Raft, { to, expectedTerm, expectedLead }: Transition): void {
  switch (to) {
    case 'follower':
      becomeFollower(state, term(expectedTerm), expectedLead === 0 ? NO_NODE : node(expectedLead));
      return;
    case 'precandidate':
      becomePreCandidate(state);
      return;
    case 'candidate':
      becomeCandidate(state);
      return;
    case 'leader':
      becomeLeader(state);
      return;
  }
}

export function checkVoteRequest(
  t: ExecutionContext,
  one: {
    readonly ents: readonly TableEntry[];
    readonly expectedTerm: number;
    readonly expectedLastIndex: number;
    readonly expectedLastTerm: number;
    readonly recipients: readonly number[];
  },
): void {
  const raft = replica({ options: PLAIN });
  raft.step({
    kind: 'append',
    from: node(2),
    to: node(1),
    term: term(one.expectedTerm - 1),
    prevIndex: index(0),
    prevTerm: term(0),
    commitIndex: index(0),
    entries: toEntries(one.ents),
  });
  persistAll(raft);
  for (let ticks = 0; ticks < 2 * raft.state.options.electionTicks; ticks++) {
    raft.tick();
  }
  const asked = sentOf(persistAll(raft), 'voteRequest').filter(
    (request) => request.term === term(one.expectedTerm),
  );
  t.deepEqual(
    asked.map(({ to, lastIndex, lastTerm }) => ({ to, lastIndex, lastTerm })),
    one.recipients.map((to) => ({
      to: node(to),
      lastIndex: index(one.expectedLastIndex),
      lastTerm: term(one.expectedLastTerm),
    })),
  );
}
