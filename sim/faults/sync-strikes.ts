import { segmentOfFile } from '../../src/storage/file-names.ts';
import { SITES } from '../base/keyed-random.ts';
import type { DiskOperation } from '../disk/sim-disk.ts';
import type { Choice } from '../schedule/schedule.ts';
import type { Cluster } from '../world/cluster.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { Choose } from './choose.ts';
import { crash, downtimeMicros, restartLater } from './crashes.ts';
import type { Striker } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { Moments } from './moments.ts';

/** The only kind of moment that there is here. */
const LOG_WRITE = 0;

/**
 * Cuts the power while the log is on its way to the medium, of one machine or of all: at random times
 * there is hardly ever anything that a power cut could take back, or tear.
 */
export class SyncStrikes implements Observer, Striker {
  readonly code = FAULT_CODES.syncStrike;
  readonly #cluster: Cluster;
  readonly #moments = new Moments();
  #isStopped = false;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  stop(): void {
    this.#isStopped = true;
  }

  submitted(host: SimHost, { request, doneMicros }: DiskOperation): void {
    const { world } = this.#cluster;
    const { crashInSync } = world.config.diskFaults;
    if (crashInSync === 0 || this.#isStopped || request.kind !== 'write') {
      return;
    }
    if (segmentOfFile(request.file) === null) {
      return;
    }
    const moment = this.#moments.next(host, LOG_WRITE);
    if (!world.random.chance(crashInSync, SITES.syncStrike, host.ordinal, moment)) {
      return;
    }
    const { incarnation } = host;
    const choose = new Choose(world, FAULT_CODES.syncStrike, moment);
    const { syncMicros } = world.config.disk;
    const remaining = doneMicros - world.nowMicros + syncMicros;
    world.at(world.nowMicros + choose.below(remaining), () => {
      if (!this.#isStopped && host.state === 'up' && host.incarnation === incarnation) {
        this.#strike(host, choose.takePlace(host));
      }
    });
  }

  /** Strikes `host` now, as a schedule says. */
  repeat(choices: readonly Choice[], host: SimHost | undefined): void {
    if (!this.#isStopped && host?.state === 'up') {
      this.#strike(host, new Choose(this.#cluster.world, FAULT_CODES.syncStrike, 0, choices));
    }
  }

  #strike(host: SimHost, choose: Choose): void {
    const { world } = this.#cluster;
    const isEverybody = choose.chance(world.config.faults.wholeCluster);
    for (const victim of isEverybody ? world.upHosts : [host]) {
      crash(this.#cluster, victim, true, choose);
      restartLater(this.#cluster, victim, downtimeMicros(this.#cluster, choose));
    }
  }
}
