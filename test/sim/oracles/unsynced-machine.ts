import { KeyedRandom } from '../../../sim/base/keyed-random.ts';
import { SimDisk } from '../../../sim/disk/sim-disk.ts';
import { ForgottenEntries } from '../../../sim/oracles/forgotten-entries.ts';
import { WrittenLogs } from '../../../sim/oracles/written-logs.ts';
import type { SimHost } from '../../../sim/world/sim-host.ts';
import { nodeChecksum } from '../../../src/io/platform/ports.ts';
import type { DiskRequest } from '../../../src/storage/disk.ts';
import { segmentFile } from '../../../src/storage/file-names.ts';
import type { LogRecord } from '../../../src/storage/log/batch.ts';
import { index, node, term } from '../../branded.ts';
import { WrittenLog } from '../../storage/log/written-log.ts';
import { GROUP } from './synthetic-host.ts';

const FILE = segmentFile(1);
/** Nothing that was not synced survives. */
const CALM = { latencyMicros: 1, syncMicros: 1, stall: 0, stallMicros: 0, survival: 0, tear: 0 };

/** Node 1, whose disk gets the bytes of a real log, and who looks on at it. */
export class UnsyncedMachine {
  readonly disk = new SimDisk(new KeyedRandom(1, 1), 1, CALM);
  readonly host = { id: node(1), disk: this.disk } as unknown as SimHost;
  readonly written = new WrittenLogs(nodeChecksum);
  readonly forgotten = new ForgottenEntries(this.written);
  readonly #log = new WrittenLog({ segmentBytes: 16_384 });

  constructor() {
    this.#run({ kind: 'open', file: FILE, mode: 'plain' });
    this.#run({ kind: 'syncDirectory' });
  }

  /** Begins a write of the log with these records in the end; returns what ends it. */
  begin(...records: readonly LogRecord[]): () => void {
    this.#log.write(records);
    const buffer = this.#log.disk.files.get(FILE) ?? new Uint8Array(0);
    return this.#begin({ kind: 'write', file: FILE, offset: 0, buffer, length: buffer.length });
  }

  write(...records: readonly LogRecord[]): void {
    this.begin(...records)();
  }

  sync(): void {
    this.#run({ kind: 'sync', file: FILE, dataOnly: true });
  }

  endProcess(): void {
    this.disk.kill();
    this.#stopped(null);
  }

  cutPower(): void {
    this.#stopped(this.disk.crash());
  }

  holds(at: number, inTerm: number): boolean {
    return this.written.holds(node(1), GROUP, index(at), term(inTerm));
  }

  hasForgotten(at: number, inTerm: number): boolean {
    return this.forgotten.has(node(1), GROUP, index(at), term(inTerm));
  }

  #stopped(damage: ReturnType<SimDisk['crash']> | null): void {
    this.forgotten.stopped(this.host, { damage });
    this.written.starting(this.host);
  }

  #run(request: DiskRequest): void {
    this.#begin(request)();
  }

  #begin(request: DiskRequest): () => void {
    const { complete } = this.disk.submit(request, 1, 0);
    return () => {
      this.written.completing(this.host, request);
      complete();
      if ('file' in request) {
        this.written.synced(this.host, request.file);
      }
    };
  }
}
