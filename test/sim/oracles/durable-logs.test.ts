import test from 'ava';
import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import { DurableLogs } from '../../../sim/oracles/durable-logs.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import type { LogRecord } from '../../../src/storage/log/batch.ts';
import { group, index, node, term } from '../../branded.ts';
import { state, WrittenLog } from '../../storage/log/written-log.ts';
import { GROUP } from './synthetic-host.ts';

const FILE = segmentFile(1);
const CALM = { latencyMicros: 1, syncMicros: 1, stall: 0, stallMicros: 0, survival: 0, tear: 0 };

/** A machine whose disk gets the bytes of a real log, synced or not. */
class Machine {
  readonly disk = new SimDisk(new KeyedRandom(1, 1), 1, CALM);
  readonly host = { id: node(1), disk: this.disk } as unknown as SimHost;
  readonly oracle = new DurableLogs(nodeChecksum);
  readonly #log = new WrittenLog({ segmentBytes: 16_384 });

  constructor() {
    this.#run({ kind: 'open', file: FILE, mode: 'plain' });
    this.#run({ kind: 'syncDirectory' });
  }

  write(...records: readonly LogRecord[]): void {
    this.#log.write(records);
    const buffer = this.#log.disk.files.get(FILE) ?? new Uint8Array(0);
    this.#run({ kind: 'write', file: FILE, offset: 0, buffer, length: buffer.length });
  }

  sync(): void {
    this.#run({ kind: 'sync', file: FILE, dataOnly: true });
    this.oracle.synced(this.host, FILE);
  }

  holds(at: number, inTerm: number): boolean {
    return this.oracle.holds(node(1), GROUP, index(at), term(inTerm));
  }

  #run(request: DiskRequest): void {
    this.disk.submit(request, 1, 0).complete();
  }
}

test('an entry is held once it is synced, in its own term, and nowhere else', (t) => {
  const machine = new Machine();
  machine.write(state(1, 3, 2));
  machine.oracle.synced(machine.host, FILE);
  t.false(machine.holds(3, 2));
  machine.sync();
  t.deepEqual(
    [machine.holds(3, 2), machine.holds(3, 1), machine.holds(4, 2)],
    [true, false, false],
  );
  t.false(machine.oracle.holds(node(2), GROUP, index(3), term(2)));
  t.false(machine.oracle.holds(node(1), group(2), index(3), term(2)));
});

test('an entry that was replaced is not held any more, nor what stood behind it', (t) => {
  const machine = new Machine();
  machine.write(state(1, 3, 1));
  machine.write(state(2, 2, 2));
  machine.sync();
  t.deepEqual(
    [machine.holds(1, 1), machine.holds(2, 1), machine.holds(2, 2), machine.holds(3, 1)],
    [true, false, true, false],
  );
});

test('a snapshot holds everything that it covers', (t) => {
  const machine = new Machine();
  const position = { index: index(5), term: term(3) };
  machine.write({ kind: 'snapshot', group: GROUP, position, reset: true });
  machine.sync();
  t.deepEqual([machine.holds(5, 9), machine.holds(6, 3)], [true, false]);
});

test('term and vote are those of the newest record that is synced', (t) => {
  const machine = new Machine();
  const hardState = () => machine.oracle.hardState(node(1), GROUP);
  t.is(hardState(), null);
  machine.write(state(1, 1, 4));
  t.is(hardState(), null);
  machine.sync();
  t.is(hardState()?.term, term(4));
  t.is(machine.oracle.hardState(node(2), GROUP), null);
});

test('a power cut takes back what was not synced, and a restart finds the rest', (t) => {
  const machine = new Machine();
  machine.write(state(1, 1, 1));
  machine.sync();
  machine.write(state(2, 2, 1));
  machine.disk.crash();
  machine.oracle.starting(machine.host);
  t.deepEqual([machine.holds(1, 1), machine.holds(2, 1)], [true, false]);
});
