import type { DiskOperation } from '../disk/sim-disk.ts';
import type { Fault, FaultKey } from '../world/fault.ts';
import type { SimHost } from '../world/sim-host.ts';
import { DIMENSIONS } from './dimensions.ts';

const SECOND = 1_000_000;
/** A node is recovering for as many ticks after it was started again. */
const RECOVERY_TICKS = 20;
/** A clock that was set, or an error of a disk, counts for as long. */
const AFTER_MICROS = SECOND;

const [NONE, PARTITION, PAUSE, OUTAGE, RECOVERY, CLOCK, DISK, LINK] = DIMENSIONS.fault.map(
  (_, position) => 1 << position,
) as [number, number, number, number, number, number, number, number];

/** What befell one machine, and until when it counts. */
interface Afflictions {
  recoveryUntil: number;
  clockUntil: number;
  diskUntil: number;
  diskErrors: number;
}

/**
 * The faults in force. Partitions, pauses, machines that are down and slow links count for everybody;
 * a restart, a clock and a disk for the machine's own replicas.
 */
export class FaultsInForce {
  readonly #cuts = new Set<FaultKey>();
  readonly #paused = new Set<SimHost>();
  readonly #down = new Set<SimHost>();
  readonly #leaving = new Set<SimHost>();
  readonly #machines = new Map<SimHost, Afflictions>();
  #linkUntil = 0;
  #global = 0;

  /** The positions of the faults in force for `host`, as bits; that of none where there is none. */
  maskOf(host: SimHost, nowMicros: number): number {
    let mask = this.#global;
    if (nowMicros < this.#linkUntil) {
      mask |= LINK;
    }
    const own = this.#machines.get(host);
    if (own !== undefined) {
      mask |= nowMicros < own.recoveryUntil ? RECOVERY : 0;
      mask |= nowMicros < own.clockUntil ? CLOCK : 0;
      mask |= nowMicros < own.diskUntil || host.disk.faults.capacityBytes !== null ? DISK : 0;
    }
    return mask === 0 ? NONE : mask;
  }

  began(key: FaultKey, fault: Fault, nowMicros: number, hosts: Iterable<SimHost>): void {
    switch (fault.kind) {
      case 'partition':
      case 'division':
        this.#cuts.add(key);
        break;
      case 'frozen':
        if (fault.how !== 'down' && fault.how !== 'paused') {
          this.#cuts.add(key);
        }
        break;
      case 'clientCut':
      case 'clog':
      case 'delaySpike':
        this.#linkUntil = Math.max(this.#linkUntil, fault.untilMicros);
        break;
      case 'clockJump':
      case 'clockSkew':
        for (const host of hosts) {
          if (host.id === fault.node) {
            this.#of(host).clockUntil = nowMicros + AFTER_MICROS;
          }
        }
        break;
      default:
        break;
    }
    this.#sum();
  }

  ended(key: FaultKey): void {
    this.#cuts.delete(key);
    this.#sum();
  }

  healed(): void {
    this.#cuts.clear();
    this.#linkUntil = 0;
    this.#sum();
  }

  paused(host: SimHost): void {
    this.#paused.add(host);
    this.#sum();
  }

  resumed(host: SimHost): void {
    this.#paused.delete(host);
    this.#sum();
  }

  /** It will not come back, and nobody misses it. */
  leaving(host: SimHost): void {
    this.#leaving.add(host);
    this.#down.delete(host);
    this.#sum();
  }

  stopped(host: SimHost): void {
    this.#paused.delete(host);
    if (!this.#leaving.has(host)) {
      this.#down.add(host);
    }
    this.#sum();
  }

  /** @param isFirst - the machine has never run before */
  starting(host: SimHost, nowMicros: number, isFirst: boolean): void {
    this.#leaving.delete(host);
    this.#down.delete(host);
    if (!isFirst) {
      const ticksMicros = RECOVERY_TICKS * host.options.tuning.tickMicros;
      this.#of(host).recoveryUntil = nowMicros + ticksMicros;
    }
    this.#sum();
  }

  submitted(host: SimHost, { stalled, doneMicros }: DiskOperation, nowMicros: number): void {
    const { error, full } = host.disk.faults.failed;
    if (stalled) {
      this.#of(host).diskUntil = Math.max(this.#of(host).diskUntil, doneMicros);
    }
    if (error + full > 0) {
      const own = this.#of(host);
      if (error + full > own.diskErrors) {
        own.diskErrors = error + full;
        own.diskUntil = Math.max(own.diskUntil, nowMicros + AFTER_MICROS);
      }
    }
  }

  #sum(): void {
    this.#global =
      (this.#cuts.size > 0 ? PARTITION : 0) |
      (this.#paused.size > 0 ? PAUSE : 0) |
      (this.#down.size > 0 ? OUTAGE : 0);
  }

  #of(host: SimHost): Afflictions {
    let own = this.#machines.get(host);
    if (own === undefined) {
      own = { recoveryUntil: 0, clockUntil: 0, diskUntil: 0, diskErrors: 0 };
      this.#machines.set(host, own);
    }
    return own;
  }
}
