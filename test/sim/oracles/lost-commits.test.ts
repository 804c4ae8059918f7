import test from 'ava';
import type { CommittedEntries } from '../../../sim/oracles/committed-entries.ts';
import type { Alarm } from '../../../sim/oracles/excuses.ts';
import type { ForgottenEntries } from '../../../sim/oracles/forgotten-entries.ts';
import { LostCommits } from '../../../sim/oracles/lost-commits.ts';
import { group, index, node, term } from '../../branded.ts';
import { leader } from '../../raft/replica.ts';
import { GROUP, hostOf, machineOf, replicaOf } from './synthetic-host.ts';

const TERM = 6;
const LACKED = { index: index(4), term: term(3) };

/** Node 1 is about to lead term 6 of a group of five without entry 4 of term 3, which was committed. */
class Election {
  /** What each node has forgotten by now. */
  readonly forgotten = new Map<number, readonly string[]>();
  readonly oracle: LostCommits;
  lacked: typeof LACKED | null = LACKED;
  hasChange = false;

  constructor() {
    const forgotten = {
      of: (id: number) => new Set(this.forgotten.get(id) ?? []),
      hasChange: () => this.hasChange,
    };
    const committed = { lackedBy: () => this.lacked };
    this.oracle = new LostCommits(
      forgotten as unknown as ForgottenEntries,
      committed as unknown as CommittedEntries,
    );
  }

  forget(id: number, ...entries: readonly string[]): this {
    this.forgotten.set(id, entries);
    return this;
  }

  vote(...voters: readonly number[]): this {
    for (const voter of voters) {
      const answer = { from: node(voter), to: node(1), term: term(TERM), granted: true };
      const message = { kind: 'voteResponse' as const, ...answer };
      this.oracle.sent(hostOf(voter), { group: GROUP, message });
    }
    return this;
  }

  lead(): this {
    const voters = [1, 2, 3, 4, 5];
    const raft = leader({ voters, term: TERM - 1 });
    this.oracle.afterTurn(hostOf(1, replicaOf(raft, machineOf(voters.map(node)))));
    return this;
  }

  excuses(oracle: Alarm['oracle'], inGroup: Alarm['group'] = GROUP, message = ''): boolean {
    return this.oracle.explains({ oracle, group: inGroup, message });
  }
}

const NAME = '4 of term 3';

test('who was elected only with votes of nodes that forgot what it lacks has lost it for the group', (t) => {
  const election = new Election().forget(2, NAME).vote(2, 3);
  t.false(election.excuses('leader-completeness'));
  election.lead();
  t.true(election.excuses('leader-completeness'));
  t.true(election.excuses('linearizability', null));
  t.regex(election.oracle.sentence ?? '', /without entry 4 of term 3/);
});

test('a candidate that forgot the entry itself is one of them', (t) => {
  t.true(new Election().forget(1, NAME).vote(2, 3).lead().excuses('linearizability'));
});

test('whom a quorum elected that forgot nothing of it is not excused, whatever others forgot', (t) => {
  const elections = [
    new Election().vote(2, 3),
    new Election().forget(2, NAME).vote(2, 3, 4),
    new Election().forget(2, '5 of term 3').vote(2, 3),
    new Election().forget(2, '4 of term 2').vote(2, 3),
    new Election().forget(5, NAME).vote(2, 3),
    new Election().vote(2, 3).forget(2, NAME),
  ];
  for (const election of elections) {
    t.false(election.lead().excuses('leader-completeness'));
    t.is(election.oracle.sentence, null);
  }
});

test('who has no quorum of votes at all is not excused', (t) => {
  t.false(new Election().forget(2, NAME).vote(2).lead().excuses('leader-completeness'));
});

test('a leader that has everything loses nothing, whoever voted for it', (t) => {
  const election = new Election().forget(2, NAME).vote(2, 3);
  election.lacked = null;
  t.false(election.lead().excuses('leader-completeness'));
});

test('a loss explains nothing in other groups', (t) => {
  const election = new Election().forget(2, NAME).vote(2, 3).lead();
  t.false(election.excuses('leader-completeness', group(2)));
});

test('two leaders of a term are explained only where a change of members was forgotten', (t) => {
  const election = new Election().forget(2, NAME).vote(2, 3).lead();
  t.false(election.excuses('election-safety'));
  t.false(election.excuses('log-matching'));
  election.hasChange = true;
  t.true(election.excuses('election-safety'));
  t.true(election.excuses('log-matching'));
});

test('of the state of a replica only an acknowledgement that follows from the loss is explained', (t) => {
  const election = new Election().forget(2, NAME).vote(2, 3).lead();
  const why = 'not true: nobody acknowledged what the leader does not have (member=1)';
  t.true(election.excuses('replica-state', GROUP, why));
  t.false(election.excuses('replica-state', GROUP, 'not true: commit only rises'));
});
