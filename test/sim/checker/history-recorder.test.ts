import test from 'ava';
import { outputOf, returnEvent } from '../../../sim/checker/history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import { InvariantError } from '../../../src/base/invariant.ts';

test('events are numbered in the order of the calls, and keep their virtual time', (t) => {
  const recorder = new HistoryRecorder<string, number>();
  const first = recorder.invoke(1, 'a', 10);
  const second = recorder.invoke(2, 'b', 20);
  recorder.complete(second, 7, 30);
  recorder.complete(first, 8, 40);
  t.deepEqual(recorder.history().operations, [
    {
      id: 0,
      client: 1,
      input: 'a',
      call: { event: 0, micros: 10 },
      outcome: { kind: 'completed', at: { event: 3, micros: 40 }, output: 8 },
    },
    {
      id: 1,
      client: 2,
      input: 'b',
      call: { event: 1, micros: 20 },
      outcome: { kind: 'completed', at: { event: 2, micros: 30 }, output: 7 },
    },
  ]);
});

test('an operation that is never closed, or given up, returns never', (t) => {
  const recorder = new HistoryRecorder<string, number>();
  recorder.invoke(1, 'left open');
  recorder.unknown(recorder.invoke(2, 'given up'));
  for (const operation of recorder.history().operations) {
    t.is(operation.outcome.kind, 'unknown');
    t.is(returnEvent(operation), Infinity);
    t.is(outputOf(operation), null);
  }
});

test('an operation cannot be closed twice, nor before it was opened', (t) => {
  const recorder = new HistoryRecorder<string, number>();
  const id = recorder.invoke(1, 'a');
  recorder.fail(id);
  t.throws(() => recorder.complete(id, 1), { instanceOf: InvariantError });
  t.throws(() => recorder.unknown(id + 1), { instanceOf: InvariantError });
});

test('a history that was taken does not change with what is recorded later', (t) => {
  const recorder = new HistoryRecorder<string, number>();
  const id = recorder.invoke(1, 'a');
  const history = recorder.history();
  recorder.complete(id, 1);
  recorder.invoke(1, 'b');
  t.is(history.operations.length, 1);
  t.is(history.operations[0]?.outcome.kind, 'unknown');
});
