import test from 'ava';
import { checkHistory } from '../../../../sim/checker/check-history.ts';
import { HistoryRecorder } from '../../../../sim/checker/history-recorder.ts';
import { kv } from '../../../../sim/checker/models/kv.ts';
import type { KvInput, KvOutput } from '../../../../sim/checker/models/kv-operation.ts';
import { historySides } from '../../../../sim/record/story/history-sides.ts';

const PUT = { kind: 'put', key: 'a' } as const;
const GET = { kind: 'get', key: 'a' } as const;

/** Client 1 writes twice, client 2 writes elsewhere; then client 1 reads what it wrote first. */
function staleRead() {
  const recorder = new HistoryRecorder<KvInput, KvOutput>();
  let micros = 0;
  const perform = (client: number, input: KvInput, output: KvOutput) => {
    micros += 1000;
    const id = recorder.invoke(client, input, micros);
    recorder.complete(id, output, micros + 500);
  };
  const written = (revision: number) =>
    ({ kind: 'written', revision, previousRevision: null }) as const;
  perform(1, { ...PUT, value: 'old' }, written(3));
  perform(2, { kind: 'put', key: 'b', value: 'x' }, written(4));
  perform(2, { ...PUT, value: 'new........' }, written(5));
  recorder.invoke(3, GET, 3600);
  perform(1, GET, { kind: 'read', value: 'old', revision: 3 });
  const history = recorder.history();
  const { partitions } = checkHistory(history, kv());
  const violation = partitions.find(({ key }) => key === 'a')?.violation;
  return violation == null ? null : historySides(history, 'a', violation);
}

test('a client that read what was overwritten stands beside the order that has the newer value', (t) => {
  const sides = staleRead();
  t.is(sides?.title, 'Key a: what client 1 saw, and what one copy of the data would show');
  t.deepEqual(
    sides?.rows.map(({ name, values, isDifferent }) => [name, ...values, isDifferent]),
    [
      [
        'ends with',
        '#4, client 1: get "a" → "old" revision 3 (0.004000 to 0.004500 s)',
        '#2, client 2: put "a" "new…" → revision 5 (0.003000 to 0.003500 s)',
        true,
      ],
      ['the key held', '"old" revision 3', '"new…" at revision 5', true],
      ['which was', 'written by #0', 'overwritten by #2 before client 1 asked', true],
      [
        'before that',
        '#0, client 1: put "a" "old" → revision 3 (0.001000 to 0.001500 s)',
        '#0, client 1: put "a" "old" → revision 3 (0.001000 to 0.001500 s)',
        false,
      ],
      ['still open', '', '#3, client 3: get "a" → unknown (from 0.003600 s on)', false],
    ],
  );
});
