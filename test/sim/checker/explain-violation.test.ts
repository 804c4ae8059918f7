import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { explainViolation } from '../../../sim/checker/explain-violation.ts';
import type { History } from '../../../sim/checker/history.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import { causeOf } from '../../../sim/checker/violation-cause.ts';
import { found, get, notFound, oneAfterAnother, put, written } from './kv-history.ts';

function explain(history: History<KvInput, KvOutput>): string {
  const violation = checkHistory(history, kv()).partitions[0]?.violation;
  return violation ? explainViolation(history, kv(), 'k', violation) : '';
}

test('an explanation names the operation, what came before it, and what it may have met', (t) => {
  const history = oneAfterAnother(
    [1, put('a'), written(1, 0)],
    [2, put('b'), written(2, 1)],
    [3, put('c'), 'unknown'],
    [4, get, found('a', 1)],
  );
  t.is(
    explain(history),
    `Key "k" has no order.
The first operation without explanation:
  #3 of client 4: get "k" → "a" revision 1 (events 6 to 7)
What it saw was written by #0 and then overwritten by
  #1 of client 2: put "k" "b" → revision 2 after 1 (events 2 to 3)
What completed before it has an order (2 operations) that ends with:
  #0 of client 1: put "k" "a" → revision 1 after 0 (events 0 to 1)
  #1 of client 2: put "k" "b" → revision 2 after 1 (events 2 to 3)
It then met one of these states:
  "b" at revision 2
  "c" at a revision above 2
Open at that moment, and not in this order:
  #2 of client 3: put "k" "c" → unknown (from event 4 on)`,
  );
});

test('a plain cause is found where there is one, and none is made up', (t) => {
  const phantom = oneAfterAnother([1, get, found('a')]);
  t.deepEqual(causeOf(phantom, kv(), 0), { kind: 'never-written' });
  const early = oneAfterAnother([1, get, found('a')], [1, put('a'), written()]);
  t.deepEqual(causeOf(early, kv(), 0), { kind: 'written-later', writer: 1 });
  const stale = oneAfterAnother(
    [1, put('a'), written()],
    [1, put('b'), written()],
    [1, get, found('a')],
  );
  t.deepEqual(causeOf(stale, kv(), 2), { kind: 'overwritten', writer: 0, by: 1 });
  const unclear = oneAfterAnother([1, put('a'), 'unknown'], [1, get, notFound]);
  t.is(causeOf(unclear, kv(), 1), null);
});

test('an explanation of a long history stays short', (t) => {
  const writes = Array.from({ length: 100 }, (_, i) => [i, put(`v${i}`), written()] as const);
  const text = explain(oneAfterAnother(...writes, [0, get, found(`v${'9'.repeat(1000)}`)]));
  t.true(text.includes('92 before these'));
  t.true(text.split('\n').length < 30);
  t.true(text.split('\n').every((line) => line.length < 300));
});
