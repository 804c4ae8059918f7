import test from 'ava';
import { isServed } from '../../../sim/workload/served.ts';
import type { Outcome } from '../../../src/client/operation.ts';
import { type ResultStatus, result } from '../../../src/kv/result.ts';

const written = (status: ResultStatus): Outcome => ({
  kind: 'written',
  result: result(status, 1, 0),
});

test('whoever reads something, or writes with effect, is served', (t) => {
  t.true(isServed(written('ok')));
  t.true(isServed({ kind: 'read', found: false, revision: 0, value: new Uint8Array() }));
});

test('an answer that says that nothing was written is no service', (t) => {
  for (const status of ['invalid', 'alreadyAnswered', 'mismatch'] as const) {
    t.false(isServed(written(status)), status);
  }
  t.false(isServed({ kind: 'failed', code: 'busy', reason: 'for a test' }));
  t.false(isServed({ kind: 'unknown', cause: 'timeout' }));
});
