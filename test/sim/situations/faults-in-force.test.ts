import test from 'ava';
import { DIMENSIONS } from '../../../sim/situations/dimensions.ts';
import { FaultsInForce } from '../../../sim/situations/faults-in-force.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { NodeId } from '../../../src/base/ids.ts';

function hostOf(id: number): SimHost {
  const faults = { capacityBytes: null, failed: { error: 0, full: 0 } };
  const options = { tuning: { tickMicros: 10 } };
  return { id: id as NodeId, disk: { faults }, options } as unknown as SimHost;
}

function names(mask: number): string[] {
  return DIMENSIONS.fault.filter((_, position) => (mask & (1 << position)) !== 0);
}

test('without a fault there is none, and with one there is no "none"', (t) => {
  const faults = new FaultsInForce();
  const host = hostOf(1);
  t.deepEqual(names(faults.maskOf(host, 0)), ['none']);
  faults.paused(hostOf(2));
  t.deepEqual(names(faults.maskOf(host, 0)), ['pause']);
});

test('a cut is in force for everybody until it ends', (t) => {
  const faults = new FaultsInForce();
  const cut = { kind: 'partition', cut: [], isOneWay: false } as const;
  faults.began(cut, cut, 5, []);
  t.deepEqual(names(faults.maskOf(hostOf(1), 9)), ['partition']);
  faults.ended(cut);
  t.deepEqual(names(faults.maskOf(hostOf(1), 9)), ['none']);
});

test('a machine that is down is missed by all; once it is back, it alone recovers for a while', (t) => {
  const faults = new FaultsInForce();
  const [host, other] = [hostOf(1), hostOf(2)];
  faults.stopped(host);
  t.deepEqual(names(faults.maskOf(other, 9)), ['outage']);
  faults.starting(host, 100, false);
  t.deepEqual(names(faults.maskOf(other, 101)), ['none']);
  t.deepEqual(names(faults.maskOf(host, 299)), ['recovery']);
  t.deepEqual(names(faults.maskOf(host, 300)), ['none']);
});

test('nobody misses a machine that was removed and is switched off', (t) => {
  const faults = new FaultsInForce();
  const host = hostOf(1);
  faults.leaving(host);
  faults.stopped(host);
  t.deepEqual(names(faults.maskOf(hostOf(2), 9)), ['none']);
});

test('a stalled disk and a clock that was set count for their machine alone', (t) => {
  const faults = new FaultsInForce();
  const [host, other] = [hostOf(1), hostOf(2)];
  const operation = { stalled: true, doneMicros: 50 } as Parameters<FaultsInForce['submitted']>[1];
  faults.submitted(host, operation, 10);
  const jump = { kind: 'clockJump', node: host.id, byMicros: 7, untilMicros: 10 } as const;
  faults.began(jump, jump, 10, [host, other]);
  t.deepEqual(names(faults.maskOf(host, 20)), ['clock', 'disk']);
  t.deepEqual(names(faults.maskOf(host, 60)), ['clock']);
  t.deepEqual(names(faults.maskOf(other, 20)), ['none']);
});
