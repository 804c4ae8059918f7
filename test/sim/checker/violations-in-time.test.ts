import test from 'ava';
import { checkHistory } from '../../../sim/checker/check-history.ts';
import { HistoryRecorder } from '../../../sim/checker/history-recorder.ts';
import { kv } from '../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../sim/checker/models/kv-operation.ts';
import { violationsInTime } from '../../../sim/checker/violations-in-time.ts';

test('the key that broke first is told first, wherever the history names it', (t) => {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  const read = (key: string, value: string | null) =>
    recorder.complete(recorder.invoke(1, { kind: 'get', key }), {
      kind: 'read',
      value,
      revision: value === null ? 0 : 1,
    });
  read('late', null);
  read('good', null);
  read('early', 'nobody wrote this');
  read('late', 'nor this');
  const history = recorder.history();
  const check = checkHistory(history, kv());
  t.deepEqual(
    check.partitions.flatMap(({ key, violation }) => (violation === null ? [] : [key])),
    ['late', 'early'],
  );
  t.deepEqual(
    violationsInTime(history, check).map(({ key }) => key),
    ['early', 'late'],
  );
});
