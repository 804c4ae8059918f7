import test from 'ava';
import type { KvInput } from '../../../sim/checker/models/kv-operation.ts';
import { ClientAnswers } from '../../../sim/oracles/client-answers.ts';
import { Excuses } from '../../../sim/oracles/excuses.ts';
import type { ResultStatus } from '../../../src/kv/result.ts';
import { expectAlarm } from './synthetic-host.ts';

const put: KvInput = { kind: 'put', key: 'a', value: '1' };
const cas: KvInput = { kind: 'cas', key: 'a', expected: null, value: '1' };
const deletion: KvInput = { kind: 'delete', key: 'a' };

test('a write that took effect, and a swap that found another value, raise no alarm', (t) => {
  const answers = new ClientAnswers();
  t.notThrows(() => {
    for (const input of [put, cas, deletion]) {
      answers.written(input, 'ok');
    }
    answers.written(cas, 'mismatch');
  });
});

test('a write that is answered with anything else raises an alarm', (t) => {
  const lost: ResultStatus[] = ['invalid', 'alreadyAnswered', 'sessionUnknown', 'sessionEvicted'];
  for (const input of [put, cas, deletion]) {
    for (const status of lost) {
      expectAlarm(t, 'write-answers', () => new ClientAnswers().written(input, status));
    }
  }
});

test('what compares nothing finds no other value', (t) => {
  for (const input of [put, deletion]) {
    expectAlarm(t, 'write-answers', () => new ClientAnswers().written(input, 'mismatch'));
  }
});

test('a session that a disk has silently lost excuses the answer', (t) => {
  const excuses = new Excuses(() => true);
  t.notThrows(() => new ClientAnswers(0, excuses).written(put, 'alreadyAnswered'));
  t.deepEqual(excuses.counts, { 'write-answers': 1 });
});
