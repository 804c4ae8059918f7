import type { Cluster } from '../world/cluster.ts';
import type { Fault, FaultKey } from '../world/fault.ts';
import type { Observer } from '../world/observer.ts';
import type { SimHost } from '../world/sim-host.ts';
import { BlastRadii, type BlastRadius } from './blast-radius.ts';
import { LeaderWatch, type SearchCause, type Searches } from './leader-watch.ts';
import { QuorumLinks } from './quorum-links.ts';
import { ServiceWatch } from './service-watch.ts';

/** How often what nobody announces is looked at: replicas that stop, clogs that end, who waits. */
const LOOK_MICROS = 50_000;

/** How soon and how steadily the groups of a run were served. */
export interface LivenessNumbers {
  /** The shortest election timeout of the run: what times are compared with. */
  readonly timeoutMicros: number;
  /** How long it took until a leader worked again, by what made that necessary. */
  readonly leaders: Readonly<Record<SearchCause, Searches>>;
  readonly unavailable: {
    /** One for each window without service that a quorum could have given. */
    readonly windowsMicros: readonly number[];
    /** How long, over all groups, somebody waited whom a quorum could have served. */
    readonly neededMicros: number;
  };
  /** By group: leaders other than the one before, while faults could strike. */
  readonly leaderChanges: readonly number[];
  /** For how long faults could strike. */
  readonly faultyMicros: number;
  readonly blastRadius: BlastRadius;
}

/** Measures how alive a run is; it judges nothing and changes nothing. */
export class LivenessMeter implements Observer {
  readonly service: ServiceWatch;
  readonly #cluster: Cluster;
  readonly #links: QuorumLinks;
  readonly #leaders: LeaderWatch;
  readonly #radii: BlastRadii;
  readonly #timeoutMicros: number;
  #lookedMicros = 0;
  #seenChanges = -1;
  /** Of when faults could strike, once they cannot. */
  #calm: { readonly sinceMicros: number; readonly leaderChanges: readonly number[] } | null = null;

  constructor(cluster: Cluster) {
    const { tickMicros, electionTicks } = cluster.world.config.tuning;
    this.#cluster = cluster;
    this.#timeoutMicros = tickMicros * electionTicks;
    this.#links = new QuorumLinks(cluster);
    this.#leaders = new LeaderWatch(cluster, this.#links);
    this.#radii = new BlastRadii(cluster.world);
    this.service = new ServiceWatch(cluster.groups, this.#timeoutMicros);
  }

  afterTurn(host: SimHost): void {
    const { nowMicros, network } = this.#cluster.world;
    if (network.changes !== this.#seenChanges || nowMicros - this.#lookedMicros >= LOOK_MICROS) {
      this.#look();
    }
    this.#leaders.turned(host, nowMicros);
  }

  stopping(host: SimHost): void {
    this.#leaders.ending(host, this.#cluster.world.nowMicros);
  }

  stopped(): void {
    this.#look();
  }

  paused(): void {
    this.#look();
  }

  resumed(): void {
    this.#look();
  }

  faultBegan(key: FaultKey, fault: Fault): void {
    this.#look();
    this.#radii.began(key, fault);
  }

  faultEnded(key: FaultKey): void {
    const isCut = this.#radii.isCut(key);
    this.#look();
    this.#radii.ended(key);
    if (isCut && !this.#cluster.world.areFaultsOver) {
      this.mended('partition');
    }
  }

  healed(): void {
    this.mended('heal');
  }

  /** Something was mended, after which every group should have a leader soon. */
  mended(cause: SearchCause): void {
    this.#look();
    this.#leaders.mended(cause, this.#cluster.world.nowMicros);
  }

  /** What came of it, once the run has ended. */
  finish(): LivenessNumbers {
    this.#look();
    this.#leaders.finish();
    const { nowMicros } = this.#cluster.world;
    const { sinceMicros, leaderChanges } = this.#calmSince();
    return {
      timeoutMicros: this.#timeoutMicros,
      leaders: this.#leaders.searches,
      unavailable: {
        windowsMicros: this.service.windowsMicros(nowMicros),
        neededMicros: this.service.neededMicros(nowMicros),
      },
      leaderChanges,
      faultyMicros: sinceMicros,
      blastRadius: this.#radii.radius,
    };
  }

  #look(): void {
    const { nowMicros, network, areFaultsOver } = this.#cluster.world;
    if (areFaultsOver) {
      this.#calm ??= this.#calmSince();
    } else {
      this.#noteRadius(nowMicros - this.#lookedMicros);
    }
    this.#lookedMicros = nowMicros;
    this.#seenChanges = network.changes;
    for (const group of this.#cluster.groups) {
      const isConnected = this.#links.hasQuorum(group);
      this.#leaders.isConnected(group, isConnected, nowMicros);
      this.service.couldServe(group, isConnected, nowMicros);
    }
  }

  /** What was the case at the end of a span is taken for the whole of it. */
  #noteRadius(micros: number): void {
    if (micros === 0) {
      return;
    }
    const { nowMicros, config } = this.#cluster.world;
    const { groups, clients, keys } = this.service.unserved(nowMicros);
    this.#radii.note(micros, {
      groups: groups / this.#cluster.groups.length,
      clients: clients / config.workload.clients,
      keys: keys / config.workload.keys,
    });
  }

  #calmSince(): { readonly sinceMicros: number; readonly leaderChanges: readonly number[] } {
    return (
      this.#calm ?? {
        sinceMicros: this.#cluster.world.nowMicros,
        leaderChanges: this.#leaders.changes,
      }
    );
  }
}
