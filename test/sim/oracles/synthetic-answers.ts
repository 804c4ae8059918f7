import { index, node, term } from '../../branded.ts';
import { GROUP } from './synthetic-host.ts';

/** Node 1's answer to a candidate. */
export const vote = (inTerm: number, to: number, granted = true) => ({
  group: GROUP,
  message: {
    kind: 'voteResponse' as const,
    from: node(1),
    to: node(to),
    term: term(inTerm),
    granted,
  },
});

/** Node 1 tells a leader, node 2, that it holds the first entry. */
export const acknowledgement = (inTerm: number) => ({
  group: GROUP,
  message: {
    kind: 'appendResponse' as const,
    from: node(1),
    to: node(2),
    term: term(inTerm),
    rejected: false,
    index: index(1),
    hintIndex: index(0),
    hintTerm: term(0),
  },
});
