import test from 'ava';
import fc from 'fast-check';
import type { NodeId } from '../../src/base/ids.ts';
import type { Configuration } from '../../src/raft/configuration.ts';
import {
  majorityOf,
  majorityReached,
  majorityVote,
  quorumReached,
  quorumVote,
  type VoteOutcome,
} from '../../src/raft/quorum.ts';
import { node } from '../branded.ts';

const anyVoters = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 })
  .map((ids) => ids.map(node));
const anyReached = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 10, maxLength: 10 });
const anyVotes = fc
  .array(fc.constantFrom(true, false, undefined), { minLength: 10, maxLength: 10 })
  .map(votesOf);
const anyConfiguration: fc.Arbitrary<Configuration> = fc.record({
  voters: anyVoters,
  outgoing: fc.oneof(fc.constant([] as NodeId[]), anyVoters),
  learners: fc.constant([]),
  witnesses: fc.constant([]),
});

test('a majority of 1 to 7 voters is 1, 2, 2, 3, 3, 4, 4', (t) => {
  t.deepEqual([1, 2, 3, 4, 5, 6, 7].map(majorityOf), [1, 2, 2, 3, 3, 4, 4]);
});

test('the index of a quorum is the highest that more than half of the voters have reached', (t) => {
  fc.assert(
    fc.property(anyVoters, anyReached, (voters, reached) => {
      const got = majorityReached(voters, (voter) => reached[voter] as number);
      t.is(got, slowMajorityReached(voters, reached));
    }),
  );
});

test('a joint configuration has reached what each of its halves has reached', (t) => {
  fc.assert(
    fc.property(anyConfiguration, anyReached, (configuration, reached) => {
      const { voters, outgoing } = configuration;
      const halves = [voters, outgoing].filter((half) => half.length > 0);
      const slow = Math.min(...halves.map((half) => slowMajorityReached(half, reached)));
      t.is(
        quorumReached(configuration, (voter) => reached[voter] as number),
        slow,
      );
    }),
  );
});

test('a vote is decided exactly when no missing vote can change the outcome', (t) => {
  fc.assert(
    fc.property(anyVoters, anyVotes, (voters, votes) => {
      t.is(majorityVote(voters, votes), slowOutcome([voters], votes));
    }),
  );
});

test('a vote in a joint configuration needs both halves to win and one to lose', (t) => {
  fc.assert(
    fc.property(anyConfiguration, anyVotes, (configuration, votes) => {
      const { voters, outgoing } = configuration;
      const halves = [voters, outgoing].filter((half) => half.length > 0);
      t.is(quorumVote(configuration, votes), slowOutcome(halves, votes));
    }),
  );
});

test('no two candidates win the same five voters, however these split', (t) => {
  const voters = [1, 2, 3, 4, 5].map(node);
  for (let split = 0; split < 3 ** 5; split++) {
    const choices = voters.map((_, i) => Math.floor(split / 3 ** i) % 3);
    const wins = [1, 2].filter((candidate) => {
      const votes = new Map(voters.map((voter, i) => [voter, choices[i] === candidate]));
      return majorityVote(voters, votes) === 'won';
    });
    t.true(wins.length <= 1, choices.join());
  }
});

test('nobody decides where nobody votes: the other half of a joint configuration does', (t) => {
  t.is(
    majorityReached([], () => 1),
    Number.POSITIVE_INFINITY,
  );
  t.is(majorityVote([], new Map()), 'won');
});

function slowMajorityReached(voters: readonly NodeId[], reached: readonly number[]): number {
  for (let value = 6; value > 0; value--) {
    const count = voters.filter((voter) => (reached[voter] as number) >= value).length;
    if (2 * count > voters.length) {
      return value;
    }
  }
  return 0;
}

/** Completes the missing votes in every way and looks whether all ways agree. */
function slowOutcome(
  halves: readonly (readonly NodeId[])[],
  votes: ReadonlyMap<NodeId, boolean>,
): VoteOutcome {
  const wins = (missing: boolean) =>
    halves.every((half) => {
      const granted = half.filter((voter) => votes.get(voter) ?? missing).length;
      return 2 * granted > half.length;
    });
  if (wins(false)) {
    return 'won';
  }
  return wins(true) ? 'pending' : 'lost';
}

function votesOf(votes: readonly (boolean | undefined)[]): Map<NodeId, boolean> {
  const given = new Map<NodeId, boolean>();
  for (const [id, vote] of votes.entries()) {
    if (vote !== undefined && id > 0) {
      given.set(node(id), vote);
    }
  }
  return given;
}
