import type { NodeId } from '../../src/base/ids.ts';
import { node } from '../branded.ts';
import { foreignTest } from '../foreign-data.ts';
import {
  QUORUM_CASES as CASES,
  type QuorumCase as Case,
  commitIndex,
  outcomeOf,
  reachedOf,
} from './quorum-case.ts';

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

function placeOf({ file, line }: Case): string {
  return `${file}:${line}`;
}
