import test from 'ava';
import fc from 'fast-check';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import type { History } from '../../../sim/checker/history.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import type { OnlineAlarm } from '../../../sim/checker/online/online-alarm.ts';
import { OnlineKvCheck } from '../../../sim/checker/online/online-kv-check.ts';
import { kvInput, kvOutput } from './arbitrary-operations.ts';
import {
  allAtOnce,
  cas,
  del,
  found,
  get,
  mismatch,
  notFound,
  oneAfterAnother,
  put,
  written,
} from './kv-history.ts';
import { syntheticHistory, withStaleRead } from './synthetic-history.ts';
import { plannedOperations, play } from './timeline.ts';
import { trueStore } from './true-objects.ts';

/** Every alarm on `history`, taken in the order of its events. */
function alarms({ operations }: History<KvInput, KvOutput>): OnlineAlarm[] {
  const check = new OnlineKvCheck();
  const steps: { readonly event: number; run(): OnlineAlarm | null }[] = [];
  for (const { id, client, input, call, outcome } of operations) {
    steps.push({
      event: call.event,
      run: () => {
        check.invoked(id, client, input);
        return null;
      },
    });
    if (outcome.at !== null) {
      steps.push({ event: outcome.at.event, run: () => close(check, id, outcome) });
    }
  }
  return steps.sort((a, b) => a.event - b.event).flatMap((step) => step.run() ?? []);
}

function close(
  check: OnlineKvCheck,
  id: number,
  outcome: History<KvInput, KvOutput>['operations'][number]['outcome'],
): OnlineAlarm | null {
  switch (outcome.kind) {
    case 'completed':
      return check.completed(id, outcome.output);
    case 'failed':
      return check.failed(id);
    default:
      check.unknown(id);
      return null;
  }
}

/** Histories by the oracle that must raise the first alarm. */
const WRONG: readonly (readonly [OnlineAlarm['oracle'], History<KvInput, KvOutput>])[] = [
  ['phantom-value', oneAfterAnother([1, put('a'), written(1)], [2, get, found('b', 1)])],
  ['phantom-value', oneAfterAnother([1, put('a'), 'failed'], [2, get, found('a', 1)])],
  ['phantom-value', allAtOnce([2, get, found('a', 1)], [1, put('a'), 'failed'])],
  ['phantom-value', allAtOnce([1, cas('x', 'a'), mismatch], [2, get, found('a', 1)])],
  ['phantom-value', oneAfterAnother([1, cas('x', 'a'), written(2, 1)])],
  [
    'monotonic-reads',
    oneAfterAnother(
      [1, put('a'), written(1)],
      [1, put('b'), written(2)],
      [2, get, found('b', 2)],
      [2, get, found('a', 1)],
    ),
  ],
  [
    'read-your-writes',
    oneAfterAnother([1, put('a'), written(1)], [2, put('b'), written(2)], [2, get, found('a', 1)]),
  ],
  ['read-your-writes', oneAfterAnother([1, put('a'), written(1)], [1, get, notFound])],
  [
    'acknowledged-then-lost',
    oneAfterAnother([1, put('a'), written(1)], [1, put('b'), written(2)], [3, get, found('a', 1)]),
  ],
  ['acknowledged-then-lost', oneAfterAnother([1, put('a'), written(1)], [2, get, notFound])],
  [
    'acknowledged-then-lost',
    oneAfterAnother(
      [1, put('a'), written(1)],
      [1, del, written(2, 1)],
      [1, put('a'), written(3)],
      [2, get, notFound],
    ),
  ],
  [
    'acknowledged-then-lost',
    oneAfterAnother([1, put('a'), written(1)], [2, put('b'), written(2, 0)]),
  ],
  [
    'acknowledged-then-lost',
    oneAfterAnother(
      [1, put('a'), written(1)],
      [1, put('b'), written(2)],
      [2, put('c'), written(3, 1)],
    ),
  ],
  ['acknowledged-then-lost', oneAfterAnother([1, put('a'), written(1)], [2, del, written(0, 0)])],
  [
    'acknowledged-then-lost',
    oneAfterAnother(
      [1, put('a'), written(1)],
      [1, put('b'), written(2)],
      [2, cas('c', 'd'), { kind: 'mismatch', current: { value: 'a', revision: 1 } }],
    ),
  ],
  ['revision-went-back', oneAfterAnother([1, put('a'), written(5)], [2, put('b'), written(4)])],
  ['revision-went-back', oneAfterAnother([1, put('a'), written(5, 5)])],
  ['revision-reused', allAtOnce([1, put('a'), written(5)], [2, put('b'), written(5)])],
  ['revision-reused', allAtOnce([1, put('a'), written(5)], [2, put('a'), written(5)])],
  [
    'revision-reused',
    allAtOnce([1, put('a'), written(5)], [2, put('b'), 'unknown'], [3, get, found('b', 5)]),
  ],
];

for (const [i, [oracle, history]] of WRONG.entries()) {
  test(`${oracle} alarms on wrong history ${i}`, (t) => {
    t.is(alarms(history)[0]?.oracle, oracle);
    t.is(checkHistory(history, kv()).verdict, 'violation');
  });
}

test('an alarm names the operation, the key and the client whose answer shows it', (t) => {
  const [alarm] = alarms(
    oneAfterAnother([1, put('a'), written(1)], [1, put('b'), written(2)], [3, get, found('a', 1)]),
  );
  t.deepEqual(alarm, {
    oracle: 'acknowledged-then-lost',
    key: 'k',
    client: 3,
    operation: 2,
    message:
      'acknowledged-then-lost: #2 of client 3, get "k" → "a" revision 1: revision 2 was known before',
  });
});

test('a key may be absent while a delete may still take effect', (t) => {
  const before = [1, put('a'), written(1)] as const;
  t.deepEqual(alarms(oneAfterAnother(before, [2, del, 'unknown'], [3, get, notFound])), []);
  t.deepEqual(alarms(oneAfterAnother(before, [2, del, written(2)], [3, get, notFound])), []);
  t.is(alarms(oneAfterAnother(before, [2, del, 'failed'], [3, get, notFound])).length, 1);
});

test('operations that overlap may see each other’s effects in any order', (t) => {
  const history = allAtOnce(
    [1, put('a'), written(1)],
    [2, put('b'), written(2)],
    [3, get, found('b', 2)],
    [3, get, found('a', 1)],
    [4, get, notFound],
  );
  t.deepEqual(alarms(history), []);
});

test('a history that has an order raises no alarm', (t) => {
  const plans = plannedOperations(kvInput, (input) => kvOutput(input, { revisions: true }), 7);
  fc.assert(
    fc.property(plans, (plan) => {
      const history = play(plan, trueStore({ revisions: true }));
      return alarms(history).length === 0 || checkHistory(history, kv()).verdict === 'violation';
    }),
    { numRuns: 5000, seed: 11 },
  );
  t.pass();
});

test('a load on a correct store raises no alarm, and one stale read in it raises one', (t) => {
  for (let seed = 1; seed <= 5; seed++) {
    const history = syntheticHistory({
      seed,
      clients: 8,
      operations: 5000,
      keys: 10,
      revisions: true,
      values: Infinity,
      unknownShare: 0.05,
    });
    t.deepEqual(alarms(history), []);
    t.true(alarms(withStaleRead(history)).length > 0);
  }
});
