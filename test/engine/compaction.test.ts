import test from 'ava';
import { index } from '../branded.ts';
import { BenchNode } from './bench-node.ts';

// Fails when compactTo (src/engine/snapshot-saving.ts) does not look at the snapshot's index.
test('the log is compacted on request, but no further than the last snapshot goes', (t) => {
  const bench = BenchNode.leading();
  const log = [...bench.node.replicas.values()][0]?.raft.state.log;
  const answerTo = (request: number) => {
    bench.settle();
    return bench.answersTo(request)[0];
  };
  for (let i = 0; i < 20; i++) {
    answerTo(bench.put('k', `v${i}`));
  }
  t.like(answerTo(bench.operate({ kind: 'compact', index: index(5) })), { code: 'rejected' });
  t.is(log?.firstIndex, index(1));

  answerTo(bench.operate({ kind: 'snapshot' }));
  const covered = log?.lastIndex ?? 0;
  answerTo(bench.put('k', 'newer'));
  t.like(answerTo(bench.operate({ kind: 'compact', index: index(5) })), { kind: 'done' });
  t.is(log?.firstIndex, index(6));
  t.like(answerTo(bench.operate({ kind: 'compact', index: index(covered + 1) })), { kind: 'done' });
  t.is(log?.firstIndex, index(covered + 1));
  t.like(answerTo(bench.put('k', 'after')), { kind: 'written' });
});
