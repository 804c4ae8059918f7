import type { Decisions } from '../base/decisions.ts';
import { type Ppm, SITES } from '../base/keyed-random.ts';

/**
 * What a disk does besides forgetting what was not synced. All of it is known to the engine's
 * contract: a request that fails, fewer bytes than asked, or bytes that are not what was written.
 */
export interface DiskFaultPlan {
  /** Chance that a sync fails; what it was for reached the medium, or never will. */
  readonly syncError: Ppm;
  /** Chance that a read returns only a part. */
  readonly shortRead: Ppm;
  /** Mean time between two damages to something durable in the whole cluster, 0 for never. */
  readonly damageMicros: number;
  /** Mean time between two disks that fill up, 0 for never. */
  readonly fullMicros: number;
  /** Share of full disks that nobody empties again. */
  readonly staysFull: Ppm;
  /** Chance that power is cut while a log write is on its way to the medium. */
  readonly crashInSync: Ppm;
  /** Damage strikes any machine, however many that makes; else only who can be done without. */
  readonly isUnbounded: boolean;
  /** Chance that a sync is called done and is not: a power cut may take back what it was for. */
  readonly lostSync: Ppm;
  /** Mean time between two machines that come back with an empty disk, 0 for never. */
  readonly wipeMicros: number;
}

export const NO_DISK_FAULTS: DiskFaultPlan = Object.freeze({
  syncError: 0,
  shortRead: 0,
  damageMicros: 0,
  fullMicros: 0,
  staysFull: 0,
  crashInSync: 0,
  isUnbounded: false,
  lostSync: 0,
  wipeMicros: 0,
});

/** A fault as counts name it; each is counted when it takes effect. */
export type DiskFaultKind =
  | 'syncError'
  | 'diskFull'
  | 'readCorruption'
  | 'readError'
  | 'shortRead'
  | 'misdirectedWrite'
  | 'lostSync';

/** The faults of one disk: those that chance brings, and those that somebody has put there. */
export class DiskFaults {
  readonly #random: Decisions;
  readonly #entity: number;
  readonly #plan: DiskFaultPlan;
  readonly #count: (kind: DiskFaultKind) => void;
  /** Bytes that the disk has room for; null for any number. */
  capacityBytes: number | null = null;
  /** Nobody will make room again: the machine gets another disk and, with it, another id. */
  isFullForGood = false;
  /** It is empty, and once was not. */
  isWiped = false;
  /** Requests that failed so far, by what failed them. */
  readonly failed = { error: 0, full: 0 };
  #isOver = false;

  constructor(
    random: Decisions,
    entity: number,
    plan: DiskFaultPlan,
    count: (kind: DiskFaultKind) => void,
  ) {
    this.#random = random;
    this.#entity = entity;
    this.#plan = plan;
    this.#count = count;
  }

  static none(random: Decisions): DiskFaults {
    return new DiskFaults(random, 0, NO_DISK_FAULTS, () => undefined);
  }

  /** The disk behaves from now on; what it has damaged stays damaged. */
  end(): void {
    this.#isOver = true;
    if (!this.isFullForGood) {
      this.capacityBytes = null;
    }
  }

  note(kind: DiskFaultKind): void {
    this.#count(kind);
    if (kind === 'syncError' || kind === 'readError') {
      this.failed.error++;
    } else if (kind === 'diskFull') {
      this.failed.full++;
    }
  }

  syncFails(operation: number): boolean {
    return !this.#isOver && this.#chance(this.#plan.syncError, SITES.diskFault, operation);
  }

  /** Whether a sync only says that it is done. */
  syncLies(operation: number): boolean {
    return !this.#isOver && this.#chance(this.#plan.lostSync, SITES.lostSync, operation);
  }

  /** After a sync that failed: whether it reached the medium with the change at `position`. */
  reachedMedium(operation: number, position: number): boolean {
    return this.#random.below(2, SITES.failedSync, this.#entity, operation * 256 + position) === 0;
  }

  /** How many of `bytes` a read returns, at least one. */
  readable(operation: number, bytes: number): number {
    const isShort = !this.#isOver && this.#chance(this.#plan.shortRead, SITES.shortRead, operation);
    return isShort && bytes > 1
      ? 1 + this.#random.below(bytes - 1, SITES.shortRead, this.#entity, -operation)
      : bytes;
  }

  #chance(probability: Ppm, site: (typeof SITES)[keyof typeof SITES], count: number): boolean {
    return this.#random.chance(probability, site, this.#entity, count);
  }
}
