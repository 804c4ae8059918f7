import test, { type ExecutionContext } from 'ava';
import type { NodeId, Term } from '../../../src/base/ids.ts';
import { index } from '../../branded.ts';
import { textOfEntry } from '../../interaction/lab-entry.ts';
import type { LabNode } from '../../interaction/lab-node.ts';
import { type Look, randomRuns } from './random-run.ts';

// Raft Figure 3, one property each, over real replicas and seeded chance. Seen to fail with votes given
// whatever was voted (all five), whatever the logs (Leader Completeness, State Machine Safety), and
// with the entry before an append's own not compared (Log Matching).

const RUNS = 40;

function holds(t: ExecutionContext, lookOf: () => Look): void {
  const { elections, committed } = randomRuns(RUNS, lookOf);
  t.true(elections > RUNS, `${elections} elections`);
  t.true(committed > 5 * RUNS, `${committed} entries committed`);
}

function textAt({ raft }: LabNode, at: number): string | undefined {
  const { log } = raft.state;
  return at >= log.firstIndex && at <= log.lastIndex
    ? textOfEntry(log.entryAt(index(at)))
    : undefined;
}

test('a term has at most one leader (Figure 3, Election Safety)', (t) => {
  holds(t, () => {
    const leaders = new Map<Term, NodeId>();
    return (nodes) => {
      for (const { id, raft } of nodes.filter(({ raft }) => raft.state.isLeader)) {
        t.is(leaders.get(raft.state.term) ?? id, id);
        leaders.set(raft.state.term, id);
      }
    };
  });
});

test('a leader only adds to its log (Figure 3, Leader Append-Only)', (t) => {
  holds(t, () => {
    const logs = new Map<string, readonly (string | undefined)[]>();
    return (nodes) => {
      for (const node of nodes.filter(({ raft }) => raft.state.isLeader)) {
        const { term, log } = node.raft.state;
        const now = Array.from({ length: log.lastIndex }, (_, i) => textAt(node, i + 1));
        const before = logs.get(`${node.id} ${term}`) ?? [];
        t.deepEqual(now.slice(0, before.length), before);
        logs.set(`${node.id} ${term}`, now);
      }
    };
  });
});

test('logs with an entry of equal index and term are equal up to it (Figure 3, Log Matching)', (t) => {
  holds(t, () => (nodes) => {
    for (const [i, one] of nodes.entries()) {
      for (const other of nodes.slice(i + 1)) {
        expectMatching(t, one, other);
      }
    }
  });
});

function expectMatching(t: ExecutionContext, one: LabNode, other: LabNode): void {
  const [a, b] = [one.raft.state.log, other.raft.state.log];
  let at = Math.min(a.lastIndex, b.lastIndex);
  while (at > 0 && a.termAt(index(at)) !== b.termAt(index(at))) {
    at--;
  }
  for (; at > 0; at--) {
    t.is(textAt(one, at), textAt(other, at));
  }
}

test('leaders of later terms have what was committed in earlier ones (Figure 3, Leader Completeness)', (t) => {
  holds(t, () => {
    // What was committed, and the term in which a leader did it.
    const committed = new Map<number, { readonly text: string; readonly inTerm: Term }>();
    return (nodes) => {
      for (const node of nodes.filter(({ raft }) => raft.state.isLeader)) {
        const { term, log } = node.raft.state;
        for (const [at, { text, inTerm }] of committed) {
          t.true(term <= inTerm || textAt(node, at) === text, `entry ${at} in term ${term}`);
        }
        for (let at = 1; at <= log.commitIndex; at++) {
          const text = textAt(node, at);
          if (!committed.has(at) && text !== undefined) {
            committed.set(at, { text, inTerm: term });
          }
        }
      }
    };
  });
});

test('no two servers apply different entries at an index (Figure 3, State Machine Safety)', (t) => {
  holds(t, () => {
    const applied = new Map<number, string | undefined>();
    return (nodes) => {
      for (const node of nodes) {
        for (let at = 1; at <= node.raft.state.log.appliedIndex; at++) {
          const text = textAt(node, at);
          t.is(applied.get(at) ?? text, text);
          applied.set(at, text);
        }
      }
    };
  });
});
