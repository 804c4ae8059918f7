import test from 'ava';
import type { DiskOperation } from '../../../sim/disk/sim-disk.ts';
import { IntervalSyncs } from '../../../sim/oracles/interval-syncs.ts';
import { MachineClock } from '../../../sim/world/machine-clock.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import { SEGMENT_DATA_AT } from '../../../src/storage/log/segment.ts';
import { node } from '../../branded.ts';
import { expectAlarm } from './synthetic-host.ts';

const INTERVAL = 1000;
const FILE = segmentFile(1);

/** A node that writes to its log and syncs it, and takes turns. */
class Writer {
  now = 0;
  status = 'running';
  readonly oracle = new IntervalSyncs(INTERVAL, () => this.now);
  readonly host: SimHost;

  constructor(driftPpm = 0) {
    const status = () => this.status;
    const running = {
      get status() {
        return status();
      },
    };
    const clock = new MachineClock(driftPpm);
    this.host = { id: node(1), node: running, clock } as unknown as SimHost;
  }

  begin(kind: 'write' | 'sync', file = FILE, offset = SEGMENT_DATA_AT): DiskRequest {
    const request =
      kind === 'write'
        ? { kind, file, offset, buffer: new Uint8Array(1), length: 1 }
        : { kind, file, dataOnly: true };
    this.oracle.submitted(this.host, { request } as DiskOperation);
    return request;
  }

  end(request: DiskRequest): void {
    this.oracle.completing(this.host, request);
  }

  /** Two turns at `now`, for a crash may cut one short. */
  turns(now: number): void {
    this.now = now;
    this.oracle.afterTurn(this.host);
    this.oracle.afterTurn(this.host);
  }
}

test('what was written waits for a sync no longer than the interval', (t) => {
  const writer = new Writer();
  writer.end(writer.begin('write'));
  t.notThrows(() => writer.turns(INTERVAL - 1));
  expectAlarm(t, 'interval-sync', () => writer.turns(INTERVAL));
});

test('time passes as the clock of the machine says', (t) => {
  const writer = new Writer(500_000);
  writer.end(writer.begin('write'));
  expectAlarm(t, 'interval-sync', () => writer.turns(INTERVAL - 200));
});

test('a sync that was asked for after the write covers it; one before it, or of another file, does not', (t) => {
  const covered = new Writer();
  covered.end(covered.begin('write'));
  covered.end(covered.begin('sync'));
  t.notThrows(() => covered.turns(5 * INTERVAL));
  const early = new Writer();
  early.end(early.begin('sync'));
  early.end(early.begin('write'));
  expectAlarm(t, 'interval-sync', () => early.turns(INTERVAL));
  const other = new Writer();
  other.end(other.begin('write'));
  other.end(other.begin('sync', segmentFile(2)));
  expectAlarm(t, 'interval-sync', () => other.turns(INTERVAL));
});

test('while a sync runs nothing else need be asked for, and must be once it has ended', (t) => {
  const writer = new Writer();
  const sync = writer.begin('sync');
  writer.end(writer.begin('write'));
  t.notThrows(() => writer.turns(5 * INTERVAL));
  writer.end(sync);
  expectAlarm(t, 'interval-sync', () => writer.turns(5 * INTERVAL));
});

test('nothing is asked of a write under way, a header, another file, or a node that starts or was ended', (t) => {
  const writer = new Writer();
  writer.begin('write');
  t.notThrows(() => writer.turns(5 * INTERVAL));
  const others = new Writer();
  others.end(others.begin('write', FILE, 0));
  others.end(others.begin('write', 'identity'));
  t.notThrows(() => others.turns(5 * INTERVAL));
  const starting = new Writer();
  starting.status = 'starting';
  starting.end(starting.begin('write'));
  t.notThrows(() => starting.turns(5 * INTERVAL));
  const ended = new Writer();
  ended.end(ended.begin('write'));
  ended.oracle.stopped(ended.host);
  t.notThrows(() => ended.turns(5 * INTERVAL));
});

test('a single turn that a crash may have cut short raises no alarm', (t) => {
  const writer = new Writer();
  writer.end(writer.begin('write'));
  writer.now = INTERVAL;
  t.notThrows(() => writer.oracle.afterTurn(writer.host));
});
