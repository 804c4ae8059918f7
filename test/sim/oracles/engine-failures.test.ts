import test from 'ava';
import { EngineFailures } from '../../../sim/oracles/engine-failures.ts';
import { noFaults } from '../../../sim/world/counters.ts';
import { RaftLabError } from '../../../src/base/errors.ts';
import type { Notice } from '../../../src/engine/events.ts';
import { node, term } from '../../branded.ts';
import { expectAlarm, GROUP, hostOf } from './synthetic-host.ts';

const removed = (code: 'NODE_REMOVED' | 'LOG_LOST'): Notice => ({
  kind: 'replicaRemoved',
  group: GROUP,
  error: new RaftLabError(code, 'for a test'),
});

test('a node or replica that stops by itself raises an alarm', (t) => {
  const error = new Error('for a test');
  for (const notice of [
    { kind: 'nodeFailed', error },
    { kind: 'replicaQuarantined', group: GROUP, error },
    removed('LOG_LOST'),
  ] as const) {
    const oracle = new EngineFailures(noFaults());
    expectAlarm(t, 'engine', () => oracle.noticed(hostOf(1), notice));
  }
});

test('a removed replica that says so, and other news, raise no alarm', (t) => {
  const oracle = new EngineFailures(noFaults());
  t.notThrows(() => {
    oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
    oracle.noticed(hostOf(1), { kind: 'ready' });
    oracle.noticed(hostOf(1), {
      kind: 'leaderChanged',
      group: GROUP,
      term: term(1),
      leader: node(2),
    });
  });
});

test('a refused return is counted where it was expected, once', (t) => {
  const faults = noFaults();
  const oracle = new EngineFailures(faults);
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  t.is(faults.rejoinRefused, 0);
  oracle.expectRefusal(node(1));
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  t.is(faults.rejoinRefused, 1);
});
