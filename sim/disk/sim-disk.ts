import { unreachable } from '../../src/base/invariant.ts';
import type { DiskOutcome, DiskRequest, FileMode } from '../../src/storage/disk.ts';
import type { Decisions } from '../base/decisions.ts';
import { PPM, type Ppm, SITES } from '../base/keyed-random.ts';
import { DirectoryImage } from './directory-image.ts';
import { DiskFaults } from './disk-faults.ts';
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
  /** Chance that of a write over several sectors some survive and some do not. */
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
  readonly faults: DiskFaults;
  readonly #random: Decisions;
  readonly #entity: number;
  readonly #profile: DiskProfile;
  readonly #directory = new DirectoryImage();
  readonly #modes = new Map<string, FileMode>();
  readonly #busyUntil = new Map<string, number>();
  /** What a sync called durable that is not. */
  readonly #promised = new Set<PendingChange>();
  #promisedNames = 0;
  #operations = 0;
  #crashes = 0;
  #isLocked = false;

  constructor(
    random: Decisions,
    entity: number,
    profile: DiskProfile,
    faults = DiskFaults.none(random),
  ) {
    this.faults = faults;
    this.#random = random;
    this.#entity = entity;
    this.#profile = profile;
  }

  get directory(): DirectoryImage {
    return this.#directory;
  }

  /** Whether anything on the medium, or in a file that a power cut may bring back, is damaged. */
  get isDamaged(): boolean {
    return [...this.#directory.images()].some((image) => image.damages.length > 0);
  }

  get usedBytes(): number {
    let bytes = 0;
    for (const image of this.#directory.files().values()) {
      bytes += image.current.length;
    }
    return bytes;
  }

  /** Takes in a request at `nowMicros`; the caller completes the operation at its time. */
  submit(request: DiskRequest, token: number, nowMicros: number): DiskOperation {
    const count = ++this.#operations;
    const stalled = this.#random.chance(this.#profile.stall, SITES.slowDisk, this.#entity, count);
    const resource = 'file' in request ? request.file : '';
    const start = Math.max(nowMicros, this.#busyUntil.get(resource) ?? 0);
    const doneMicros = start + this.#duration(request, count, stalled);
    this.#busyUntil.set(resource, doneMicros);
    return { request, token, doneMicros, stalled, complete: this.#begin(request, count) };
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
          if (kept < change.bytes.length && this.#promised.has(change)) {
            this.faults.note('lostSync');
          }
          tornWrites += kept > 0 && kept < change.bytes.length ? 1 : 0;
        }
        return survivors;
      });
    }
    const changes = this.#directory.pendingChanges;
    const entity = this.#entity;
    const kept = this.#random.below(changes + 1, SITES.crashDirectory, entity, this.#crashes);
    if (kept < this.#promisedNames) {
      this.faults.note('lostSync');
    }
    this.#promised.clear();
    this.#promisedNames = 0;
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
  #begin(request: DiskRequest, count: number): () => DiskOutcome {
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
        return () => this.#read(request, count);
      case 'write':
        return this.#write(request, count);
      case 'preallocate': {
        const { file, offset, length } = request;
        if (this.#roomFor(file, offset, length) < length) {
          return () => this.#noRoom();
        }
        this.#directory.open(request.file).change({ kind: 'zeros', offset, length });
        return written;
      }
      case 'truncate':
        this.#directory.open(request.file).change({ kind: 'truncate', length: request.length });
        return written;
      case 'sync':
        return this.#sync(request.file, count);
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
        const fails = this.faults.syncFails(count);
        const lies = this.faults.syncLies(count);
        return () => {
          if (lies) {
            this.#promisedNames = Math.max(this.#promisedNames, changes);
            return { kind: 'synced' };
          }
          if (fails) {
            // Names go through a journal: a later sync still brings them there.
            return this.#syncFailed();
          }
          this.#directory.sync(changes);
          this.#promisedNames = Math.max(0, this.#promisedNames - changes);
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

  #read(
    { file, offset, length }: Extract<DiskRequest, { kind: 'read' }>,
    count: number,
  ): DiskOutcome {
    const image = this.#directory.get(file);
    if (image === undefined) {
      const failure = { code: 'ENOENT', message: `${file} does not exist` };
      return { kind: 'failed', failure };
    }
    const whole = image.current.slice(offset, offset + length);
    const readable = this.faults.readable(count, whole.length);
    if (readable < whole.length) {
      this.faults.note('shortRead');
    }
    const damages = image.damagesWithin(offset, readable);
    const unreadable = damages.find(({ kind }) => kind === 'unreadable');
    if (unreadable !== undefined) {
      this.faults.note('readError');
      const message = `EIO: the sector at byte ${unreadable.offset} cannot be read`;
      return { kind: 'failed', failure: { code: 'EIO', message } };
    }
    for (const damage of damages.filter(({ wasRead }) => !wasRead)) {
      damage.wasRead = true;
      this.faults.note('readCorruption');
    }
    return { kind: 'readDone', bytes: whole.subarray(0, readable) };
  }

  #write(request: Extract<DiskRequest, { kind: 'write' }>, count: number): () => DiskOutcome {
    const { file, offset, buffer, length } = request;
    const room = this.#roomFor(file, offset, length);
    const image = this.#directory.open(file);
    const bytes = buffer.slice(0, Math.min(length, room));
    const change: PendingChange = { kind: 'write', offset, bytes, completed: false };
    if (bytes.length > 0) {
      image.change(change);
    }
    if (room < length) {
      return () => this.#noRoom();
    }
    const mode = this.#modes.get(file);
    const isSynced = mode !== undefined && mode !== 'plain';
    const fails = isSynced && this.faults.syncFails(count);
    const lies = isSynced && this.faults.syncLies(count);
    return () => {
      change.completed = true;
      if (lies) {
        this.#promised.add(change);
        return { kind: 'written' };
      }
      if (fails) {
        return this.#failChanges(image, change, count);
      }
      if (isSynced) {
        image.syncOne(change);
      }
      return { kind: 'written' };
    };
  }

  #sync(file: string, count: number): () => DiskOutcome {
    const image: FileImage = this.#directory.open(file);
    const last = image.pending[image.pending.length - 1];
    const fails = this.faults.syncFails(count);
    const lies = this.faults.syncLies(count);
    return () => {
      if (lies) {
        this.#promise(image, last);
        return { kind: 'synced' };
      }
      if (fails) {
        return this.#failChanges(image, last, count);
      }
      image.sync(last === undefined ? 0 : image.pending.indexOf(last) + 1);
      return { kind: 'synced' };
    };
  }

  /** What a sync would have made durable stays where it was: a later one that is honest brings it on. */
  #promise(image: FileImage, last: PendingChange | undefined): void {
    const covered = last === undefined ? 0 : image.pending.indexOf(last) + 1;
    for (const change of image.pending.slice(0, covered)) {
      this.#promised.add(change);
    }
  }

  #failChanges(image: FileImage, last: PendingChange | undefined, count: number): DiskOutcome {
    const covered = last === undefined ? 0 : image.pending.indexOf(last) + 1;
    const changes = image.pending.slice(0, covered);
    image.failSync(covered, (position) => {
      const reached = this.faults.reachedMedium(count, position);
      if (!reached && this.#promised.has(changes[position] as PendingChange)) {
        this.faults.note('lostSync');
      }
      return reached;
    });
    return this.#syncFailed();
  }

  #syncFailed(): DiskOutcome {
    this.faults.note('syncError');
    return { kind: 'failed', failure: { code: 'EIO', message: 'EIO: the sync failed' } };
  }

  /** Of `length` bytes from `offset` on, how many there is room for. */
  #roomFor(file: string, offset: number, length: number): number {
    const { capacityBytes } = this.faults;
    if (capacityBytes === null) {
      return length;
    }
    const fileBytes = this.#directory.get(file)?.current.length ?? 0;
    const free = Math.max(0, capacityBytes - this.usedBytes);
    return Math.min(length, Math.max(0, fileBytes + free - offset));
  }

  #noRoom(): DiskOutcome {
    this.faults.note('diskFull');
    return { kind: 'failed', failure: { code: 'ENOSPC', message: 'ENOSPC: no space left' } };
  }

  /** What a power cut leaves of one change: all, nothing, or some of its sectors. */
  #survivors(change: PendingChange, count: number): readonly PendingChange[] {
    const { survival, tear } = this.#profile;
    const isTorn =
      spansSectors(change) && this.#random.chance(tear, SITES.crashTear, this.#entity, count);
    if (!isTorn) {
      const survives = this.#random.chance(survival, SITES.crashWrite, this.#entity, count);
      return survives ? [change] : [];
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

/** A sector is written whole or not at all. */
function spansSectors(change: PendingChange): change is Extract<PendingChange, { kind: 'write' }> {
  if (change.kind !== 'write') {
    return false;
  }
  const last = change.offset + change.bytes.length - 1;
  return Math.floor(change.offset / SECTOR_BYTES) < Math.floor(last / SECTOR_BYTES);
}

function written(): DiskOutcome {
  return { kind: 'written' };
}
