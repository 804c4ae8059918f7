import test from 'ava';
import { EngineFailures } from '../../../sim/oracles/engine-failures.ts';
import type { ForgottenEntries } from '../../../sim/oracles/forgotten-entries.ts';
import { MembershipHistory } from '../../../sim/oracles/membership-history.ts';
import { noFaults } from '../../../sim/world/counters.ts';
import { RaftLabError } from '../../../src/base/errors.ts';
import type { Notice } from '../../../src/engine/events.ts';
import { group, node, term } from '../../branded.ts';
import { replica } from '../../raft/replica.ts';
import { expectAlarm, GROUP, hostOf, machineOf, replicaOf, sealedLog } from './synthetic-host.ts';

const removed = (code: 'NODE_REMOVED' | 'LOG_LOST'): Notice => ({
  kind: 'replicaRemoved',
  group: GROUP,
  error: new RaftLabError(code, 'for a test'),
});

/** After a change that made `voters` the members, and removed `gone`. */
function newOracle(voters: readonly number[], gone: readonly number[] = [], faults = noFaults()) {
  const membership = new MembershipHistory(noFaults());
  const machine = machineOf(voters.map(node), gone.map(node));
  membership.note(node(2), GROUP, machine.membership);
  return new EngineFailures(faults, membership);
}

test('a node or replica that stops by itself raises an alarm', (t) => {
  const error = new Error('for a test');
  for (const notice of [
    { kind: 'nodeFailed', error },
    { kind: 'replicaQuarantined', group: GROUP, error },
    removed('LOG_LOST'),
  ] as const) {
    expectAlarm(t, 'engine', () => newOracle([2], [1]).noticed(hostOf(1), notice));
  }
});

test('a replica that calls itself removed, and was not, raises an alarm', (t) => {
  for (const oracle of [
    newOracle([1, 2, 3]),
    newOracle([1, 2], [3]),
    new EngineFailures(noFaults(), new MembershipHistory(noFaults())),
  ]) {
    expectAlarm(t, 'engine', () => oracle.noticed(hostOf(1), removed('NODE_REMOVED')));
  }
  const ofAnother = { ...removed('NODE_REMOVED'), group: group(2) } as Notice;
  expectAlarm(t, 'engine', () => newOracle([2], [1]).noticed(hostOf(1), ofAnother));
});

test('a removed replica that says so, and other news, raise no alarm', (t) => {
  const oracle = newOracle([2], [1]);
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

test('a replica that forgot what its log lacks may stop with LOG_LOST, and with nothing else', (t) => {
  const raft = replica({ entries: sealedLog([1, 1, 2]) });
  const host = Object.assign(hostOf(1, replicaOf(raft)), {
    ordinal: 1,
    disk: { isDamaged: false, faults: { isWiped: false } },
  });
  const stop = (code: 'LOG_LOST' | 'LOG_CORRUPT', forgottenThrough: number | null) => {
    const hasBehind = (_node: number, _group: number, at: number) => at < (forgottenThrough ?? 0);
    const forgotten = { hasBehind } as unknown as ForgottenEntries;
    const oracle = new EngineFailures(
      noFaults(),
      new MembershipHistory(noFaults()),
      forgottenThrough === null ? null : forgotten,
    );
    const error = new RaftLabError(code, 'for a test');
    oracle.noticed(host, { kind: 'replicaQuarantined', group: GROUP, error });
    return oracle.excuses.length;
  };
  t.is(stop('LOG_LOST', 4), 1);
  expectAlarm(t, 'engine', () => stop('LOG_LOST', 3));
  expectAlarm(t, 'engine', () => stop('LOG_LOST', null));
  expectAlarm(t, 'engine', () => stop('LOG_CORRUPT', 4));
});

test('a refused return is counted where it was expected, once', (t) => {
  const faults = noFaults();
  const oracle = newOracle([2], [1], faults);
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  t.is(faults.rejoinRefused, 0);
  oracle.expectRefusal(node(1));
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  oracle.noticed(hostOf(1), removed('NODE_REMOVED'));
  t.is(faults.rejoinRefused, 1);
});
