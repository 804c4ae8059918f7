import { unreachable } from '../../src/base/invariant.ts';
import type { DiskOutcome, DiskRequest, FileMode } from '../../src/storage/disk.ts';
import { type KeyedRandom, PPM, type Ppm, SITES } from '../base/keyed-random.ts';
import { DirectoryImage } from './directory-image.ts';
import { type FileImage, type PendingChange, SECTOR_BYTES } from './file-image.ts';

/** How a disk behaves; drawn once for a run. */
export interface DiskProfile {
  /** Mean time of a read or write. */
  readonly latencyMicros: number;
  /** Mean additional time of a sync. */
  readonly syncMicros: number;
  /** Share of operations that stall, and for how long at most. */
  readonly stall: Ppm;
  readonly stallMicros: number;
  /** Chance that an unsynced change survives a power cut. */
  readonly survival: Ppm;
  /** Chance that a surviving write survives only in part. */
  readonly tear: Ppm;
}

/** What a power cut did. */
export interface CrashDamage {
  readonly lostWrites: number;
  readonly tornWrites: number;
}

/** An operation on its way. */
export interface DiskOperation {
  readonly request: DiskRequest;
  readonly token: number;
  readonly doneMicros: number;
  readonly stalled: boolean;
  /** Effect on the images when the operation completes. */
  readonly complete: () => DiskOutcome;
}

/**
 * One node's disk: everything that was not synced may be gone, or half there, after a power cut.
 *
 * Operations on one file are carried out in order; each takes its time. The medium outlives the node.
 */
export class SimDisk {
  readonly #random: KeyedRandom;
  readonly #entity: number;
  readonly #profile: DiskProfile;
  readonly #directory = new DirectoryImage();
  readonly #modes = new Map<string, FileMode>();
  readonly #busyUntil = new Map<string, number>();
  #operations = 0;
  #crashes = 0;
  #isLocked = false;

  constructor(random: KeyedRandom, entity: number, profile: DiskProfile) {
    this.#random = random;
    this.#entity = entity;
    this.#profile = profile;
  }

  get directory(): DirectoryImage {
    return this.#directory;
  }

  /** Takes in a request at `nowMicros`; the caller completes the operation at its time. */
  submit(request: DiskRequest, token: number, nowMicros: number): DiskOperation {
    const count = ++this.#operations;
    const stalled = this.#random.chance(this.#profile.stall, SITES.slowDisk, this.#entity, count);
    const resource = 'file' in request ? request.file : '';
    const start = Math.max(nowMicros, this.#busyUntil.get(resource) ?? 0);
    const doneMicros = start + this.#duration(request, count, stalled);
    this.#busyUntil.set(resource, doneMicros);
    return { request, token, doneMicros, stalled, complete: this.#begin(request) };
  }

  /** Cuts the power. Whatever was on its way does not complete. */
  crash(): CrashDamage {
    this.#crashes++;
    this.#isLocked = false;
    this.#busyUntil.clear();
    this.#modes.clear();
    let lostWrites = 0;
    let tornWrites = 0;
    let count = 0;
    for (const image of this.#directory.images()) {
      image.crash((change) => {
        const survivors = this.#survivors(change, this.#crashes * 4096 + count++);
        if (change.kind === 'write') {
          const kept = survivors.reduce(
            (sum, s) => sum + (s.kind === 'write' ? s.bytes.length : 0),
            0,
          );
          lostWrites += kept === 0 ? 1 : 0;
          tornWrites += kept > 0 && kept < change.bytes.length ? 1 : 0;
        }
        return survivors;
      });
    }
    const changes = this.#directory.pendingChanges;
    const entity = this.#entity;
    const kept = this.#random.below(changes + 1, SITES.crashDirectory, entity, this.#crashes);
    this.#directory.crash(kept);
    return { lostWrites, tornWrites };
  }

  /** Ends the process but not the power: the kernel writes out what it has. */
  kill(): void {
    this.#isLocked = false;
    this.#busyUntil.clear();
    this.#modes.clear();
  }

  #duration(request: DiskRequest, count: number, stalled: boolean): number {
    const { latencyMicros, syncMicros, stallMicros } = this.#profile;
    const isSync = request.kind === 'sync' || request.kind === 'syncDirectory';
    const mode = 'file' in request ? this.#modes.get(request.file) : undefined;
    const flushes = isSync || (request.kind === 'write' && mode !== undefined && mode !== 'plain');
    const mean = latencyMicros + (flushes ? syncMicros : 0);
    const usual = 1 + this.#random.exponential(mean, SITES.diskLatency, this.#entity, count);
    return stalled
      ? usual + this.#random.below(stallMicros, SITES.slowDisk, this.#entity, -count)
      : usual;
  }

  /** Changes what processes see at once; returns what happens to the medium in the end. */
  #begin(request: DiskRequest): () => DiskOutcome {
    switch (request.kind) {
      case 'lock':
        return this.#lock();
      case 'list':
        return () => ({ kind: 'listed', files: this.#list() });
      case 'open':
        this.#directory.open(request.file);
        this.#modes.set(request.file, request.mode);
        return () => ({ kind: 'opened' });
      case 'read':
        return () => this.#read(request.file, request.offset, request.length);
      case 'write':
        return this.#write(request.file, request.offset, request.buffer, request.length);
      case 'preallocate': {
        const { offset, length } = request;
        this.#directory.open(request.file).change({ kind: 'zeros', offset, length });
        return written;
      }
      case 'truncate':
        this.#directory.open(request.file).change({ kind: 'truncate', length: request.length });
        return written;
      case 'sync':
        return this.#sync(request.file);
      case 'rename':
        return () => {
          this.#directory.rename(request.file, request.target);
          return { kind: 'written' };
        };
      case 'remove':
        return () => {
          this.#directory.remove(request.file);
          return { kind: 'written' };
        };
      case 'syncDirectory': {
        const changes = this.#directory.pendingChanges;
        return () => {
          this.#directory.sync(changes);
          return { kind: 'synced' };
        };
      }
      default:
        return unreachable(request);
    }
  }

  #lock(): () => DiskOutcome {
    if (this.#isLocked) {
      const failure = { code: 'LOCKED', message: 'the directory is locked' };
      return () => ({ kind: 'failed', failure });
    }
    this.#isLocked = true;
    return () => ({ kind: 'opened' });
  }

  #list() {
    return [...this.#directory.files()]
      .map(([file, image]) => ({ file, bytes: image.current.length }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  #read(file: string, offset: number, length: number): DiskOutcome {
    const image = this.#directory.get(file);
    if (image === undefined) {
      const failure = { code: 'ENOENT', message: `${file} does not exist` };
      return { kind: 'failed', failure };
    }
    return { kind: 'readDone', bytes: image.current.slice(offset, offset + length) };
  }

  #write(file: string, offset: number, buffer: Uint8Array, length: number): () => DiskOutcome {
    const image = this.#directory.open(file);
    const bytes = buffer.slice(0, length);
    const change: PendingChange = { kind: 'write', offset, bytes, completed: false };
    image.change(change);
    return () => {
      change.completed = true;
      const mode = this.#modes.get(file);
      if (mode !== undefined && mode !== 'plain') {
        image.syncOne(change);
      }
      return { kind: 'written' };
    };
  }

  #sync(file: string): () => DiskOutcome {
    const image: FileImage = this.#directory.open(file);
    const last = image.pending[image.pending.length - 1];
    return () => {
      image.sync(last === undefined ? 0 : image.pending.indexOf(last) + 1);
      return { kind: 'synced' };
    };
  }

  /** What a power cut leaves of one change: all, nothing, or some of its sectors. */
  #survivors(change: PendingChange, count: number): readonly PendingChange[] {
    const { survival, tear } = this.#profile;
    if (!this.#random.chance(survival, SITES.crashWrite, this.#entity, count)) {
      return [];
    }
    const isTorn = this.#random.chance(tear, SITES.crashTear, this.#entity, count);
    if (change.kind !== 'write' || !isTorn) {
      return [change];
    }
    const kept: PendingChange[] = [];
    const end = change.offset + change.bytes.length;
    let sector = 0;
    for (let offset = change.offset; offset < end; sector++) {
      // Sectors lie where the file's offset says, not where the write begins.
      const sectorEnd = Math.min(end, offset - (offset % SECTOR_BYTES) + SECTOR_BYTES);
      if (this.#random.chance(PPM / 2, SITES.crashGarbage, this.#entity, count * 1024 + sector)) {
        const bytes = change.bytes.subarray(offset - change.offset, sectorEnd - change.offset);
        kept.push({ kind: 'write', offset, bytes, completed: true });
      }
      offset = sectorEnd;
    }
    return kept;
  }
}

function written(): DiskOutcome {
  return { kind: 'written' };
}
