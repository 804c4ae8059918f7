import test from 'ava';
import { RaftLabError } from '../../src/base/errors.ts';
import { successOf } from '../../src/client/operation.ts';

test('an outcome that nobody knows, one that timed out and one that was refused have codes of their own', (t) => {
  const codeOf = (outcome: Parameters<typeof successOf>[0]) =>
    t.throws(() => successOf(outcome), { instanceOf: RaftLabError })?.code;
  t.is(codeOf({ kind: 'unknown', cause: 'timeout' }), 'UNKNOWN_OUTCOME');
  t.is(codeOf({ kind: 'failed', code: 'timeout', reason: '' }), 'TIMEOUT');
  t.is(codeOf({ kind: 'failed', code: 'tooStale', reason: '' }), 'REQUEST_REFUSED');
  t.deepEqual(successOf({ kind: 'done' }), { kind: 'done' });
});

test('the text of an unknown outcome begins with its cause', (t) => {
  for (const cause of [
    'timeout',
    'terminated',
    'leaderLost',
    'disconnected',
    'sessionLost',
    'sessionEvicted',
  ] as const) {
    t.throws(() => successOf({ kind: 'unknown', cause }), { message: new RegExp(`^${cause}: `) });
  }
});
