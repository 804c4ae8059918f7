import type { NodeId } from '../../src/base/ids.ts';
import { type Configuration, EMPTY_CONFIGURATION } from '../../src/raft/configuration.ts';
import {
  majorityReached,
  majorityVote,
  quorumReached,
  quorumVote,
  type VoteOutcome,
} from '../../src/raft/quorum.ts';
import { node } from '../branded.ts';
import { foreignCase } from '../foreign/case-counts.ts';
import { foreignTest } from '../foreign-data.ts';

/** See `../shared/data/quorum/README.md`. */
interface QuorumCase {
  readonly file: string;
  readonly line: number;
  readonly cmd: 'committed' | 'vote';
  readonly incoming: readonly number[];
  /** Null for a test of one majority; empty for one that is joint with nobody. */
  readonly outgoing: readonly number[] | null;
  readonly acked: Readonly<Record<string, number | boolean>>;
  readonly expected: number | string;
  readonly directive: string;
}

const CASES = 'quorum/cases.json';

const VOTES: Readonly<Record<VoteOutcome, string>> = {
  won: 'VoteWon',
  lost: 'VoteLost',
  pending: 'VotePending',
};

foreignTest(
  CASES,
  'every published quorum commits and decides as it was published',
  (t, cases: readonly QuorumCase[]) => {
    t.true(cases.length > 0);
    for (const one of cases) {
      foreignCase(CASES, `${one.file}:${one.line}`, () => {
        t.is(one.cmd === 'vote' ? voteOf(one) : commitOf(one), one.expected, one.directive);
      });
    }
  },
);

function commitOf({ incoming, outgoing, acked }: QuorumCase): number | string {
  const reached = (voter: NodeId) => Number(acked[voter] ?? 0);
  const index =
    outgoing === null
      ? majorityReached(voters(incoming), reached)
      : quorumReached(configuration(incoming, outgoing), reached);
  return index === Number.POSITIVE_INFINITY ? 'infinity' : index;
}

function voteOf({ incoming, outgoing, acked }: QuorumCase): string {
  const votes = new Map(
    Object.entries(acked).map(([id, vote]) => [node(Number(id)), vote === true]),
  );
  return VOTES[
    outgoing === null
      ? majorityVote(voters(incoming), votes)
      : quorumVote(configuration(incoming, outgoing), votes)
  ];
}

/** Lists of a configuration name nobody twice; the published ones may. */
function voters(ids: readonly number[]): NodeId[] {
  return [...new Set(ids)].sort((a, b) => a - b).map(node);
}

function configuration(incoming: readonly number[], outgoing: readonly number[]): Configuration {
  return { ...EMPTY_CONFIGURATION, voters: voters(incoming), outgoing: voters(outgoing) };
}
