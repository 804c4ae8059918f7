import type { NodeId } from '../../src/base/ids.ts';
import { EMPTY_CONFIGURATION } from '../../src/raft/configuration.ts';
import {
  majorityReached,
  majorityVote,
  quorumReached,
  quorumVote,
  type VoteOutcome,
} from '../../src/raft/quorum.ts';
import { node } from '../branded.ts';
import { foreignTest } from '../foreign-data.ts';

/** One case of quorum/cases.json; its README says what the fields mean. */
interface Case {
  readonly file: string;
  readonly line: number;
  readonly cmd: 'committed' | 'vote';
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[] | null;
  readonly acked: Readonly<Record<string, number | boolean>>;
  readonly expected: number | string;
}

type Halves = Pick<Case, 'incoming' | 'outgoing'>;
type Reached = (voter: NodeId) => number;

const CASES = 'quorum/cases.json';

foreignTest<readonly Case[]>(
  CASES,
  'joint with nobody, or with itself, is a majority',
  (t, cases) => {
    for (const each of cases.filter(({ cmd }) => cmd === 'committed')) {
      const { incoming } = each;
      const reached = reachedOf(each);
      const alone = commitIndex({ incoming, outgoing: null }, reached);
      t.is(commitIndex({ incoming, outgoing: [] }, reached), alone, placeOf(each));
      t.is(commitIndex({ incoming, outgoing: incoming }, reached), alone, placeOf(each));
    }
  },
);

foreignTest<readonly Case[]>(CASES, 'the two halves may be exchanged', (t, cases) => {
  for (const each of cases) {
    const exchanged = { ...each, incoming: each.outgoing ?? [], outgoing: each.incoming };
    const reached = reachedOf(each);
    if (each.outgoing !== null && each.cmd === 'committed') {
      t.is(commitIndex(exchanged, reached), commitIndex(each, reached), placeOf(each));
    } else if (each.outgoing !== null) {
      t.is(outcomeOf(exchanged), outcomeOf(each), placeOf(each));
    }
  }
});

foreignTest<readonly Case[]>(
  CASES,
  'who is below the commit index may fall further and changes nothing',
  (t, cases) => {
    for (const each of cases.filter(({ cmd }) => cmd === 'committed')) {
      const reached = reachedOf(each);
      const index = commitIndex(each, reached);
      for (const voter of [...each.incoming, ...(each.outgoing ?? [])].map(node)) {
        for (const lower of [0, reached(voter) - 1]) {
          const fallen = (other: NodeId) => (other === voter ? lower : reached(other));
          if (lower >= 0 && reached(voter) < index) {
            t.is(commitIndex(each, fallen), index, placeOf(each));
          }
        }
      }
    }
  },
);

function commitIndex({ incoming, outgoing }: Halves, reached: Reached): number {
  const voters = incoming.map(node);
  return outgoing === null
    ? majorityReached(voters, reached)
    : quorumReached({ ...EMPTY_CONFIGURATION, voters, outgoing: outgoing.map(node) }, reached);
}

function outcomeOf({ incoming, outgoing, acked }: Case): VoteOutcome {
  const votes = new Map(
    Object.entries(acked).map(([id, vote]) => [node(Number(id)), vote === true]),
  );
  const voters = incoming.map(node);
  return outgoing === null
    ? majorityVote(voters, votes)
    : quorumVote({ ...EMPTY_CONFIGURATION, voters, outgoing: outgoing.map(node) }, votes);
}

function reachedOf({ acked }: Case): Reached {
  return (voter) => Number(acked[`${voter}`] ?? 0);
}

function placeOf({ file, line }: Case): string {
  return `${file}:${line}`;
}
