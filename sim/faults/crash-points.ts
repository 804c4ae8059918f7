import type { PeerMessage } from '../../src/codec/peer/peer-message.ts';
import type { Notice } from '../../src/engine/events.ts';
import { type Ppm, SITES } from '../base/keyed-random.ts';
import type { Cluster } from '../world/cluster.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { crash, downtimeMicros, restartLater } from './crashes.ts';
import { Choose, FAULT_CODES } from './fault-clock.ts';

/**
 * Crashes nodes where it hurts: just after a vote or an acknowledgement has left, just after an
 * election was won or the first entries of a term were sent. At random times these moments are
 * almost never hit.
 */
export class CrashPoints implements Observer {
  readonly #cluster: Cluster;
  readonly #votes: Ppm;
  readonly #elections: Ppm;
  #seen = 0;
  #isStopped = false;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const { crashAfterVote, crashAfterElection } = cluster.world.config.faults;
    this.#votes = crashAfterVote;
    this.#elections = crashAfterElection;
  }

  stop(): void {
    this.#isStopped = true;
  }

  sent(host: SimHost, { message }: PeerMessage): void {
    if (message.kind === 'voteResponse' && message.granted) {
      this.#consider(host, this.#votes);
    }
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'leaderChanged' && notice.leader === host.id) {
      this.#consider(host, this.#elections);
    }
  }

  #consider(host: SimHost, probability: Ppm): void {
    const { world } = this.#cluster;
    const count = ++this.#seen;
    const isStruck = world.random.chance(probability, SITES.crashPoint, host.ordinal, count);
    if (isStruck && !this.#isStopped) {
      this.#strikeSoon(host, new Choose(world, FAULT_CODES.crashPoint, count));
    }
  }

  /** Within a few message delays, so that some of what follows the moment happens and some not. */
  #strikeSoon(host: SimHost, choose: Choose): void {
    const { world } = this.#cluster;
    const { latencyMinMicros, latencyMeanMicros } = world.config.network;
    const { incarnation } = host;
    const delay = choose.below(4 * (latencyMinMicros + latencyMeanMicros));
    world.at(world.nowMicros + delay, () => {
      if (!this.#isStopped && host.state === 'up' && host.incarnation === incarnation) {
        crash(this.#cluster, host, choose.chance(world.config.faults.powerLoss), choose);
        restartLater(this.#cluster, host, downtimeMicros(this.#cluster, choose));
      }
    });
  }
}
