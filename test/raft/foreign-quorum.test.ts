import type { VoteOutcome } from '../../src/raft/quorum.ts';
import { foreignCase } from '../foreign/case-counts.ts';
import { foreignTest } from '../foreign-data.ts';
import {
  QUORUM_CASES as CASES,
  commitIndex,
  outcomeOf,
  type QuorumCase,
  reachedOf,
} from './quorum-case.ts';

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
        t.is(
          one.cmd === 'vote' ? VOTES[outcomeOf(one)] : commitOf(one),
          one.expected,
          one.directive,
        );
      });
    }
  },
);

function commitOf(one: QuorumCase): number | string {
  const index = commitIndex(one, reachedOf(one));
  return index === Number.POSITIVE_INFINITY ? 'infinity' : index;
}
