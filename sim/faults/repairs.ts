import type { Notice } from '../../src/engine/events.ts';
import { SITES } from '../base/keyed-random.ts';
import { diskExcuse, needsReplacement } from '../oracles/disk-excuse.ts';
import type { EngineFailures } from '../oracles/engine-failures.ts';
import type { Cluster } from '../world/cluster.ts';
import type { Observer } from '../world/observer.ts';
import { runScript, type Script, sleep } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { restartLater } from './crashes.ts';
import { FAULT_CODES } from './fault-codes.ts';
import type { MemberActions } from './members.ts';

const SECOND = 1_000_000;
/** Keeps the draws of restarts apart from those of faults. */
const RESTART_KEY = 1000;

/**
 * What people do about disks: a node that stopped is started again, and a machine whose disk is lost
 * leaves every group and comes back with another disk, under another id, as a learner first.
 */
export class Repairs implements Observer {
  readonly #cluster: Cluster;
  readonly #actions: MemberActions;
  readonly #failures: EngineFailures;
  readonly #waiting: SimHost[] = [];
  readonly #known = new Set<SimHost>();
  #isBusy = false;

  constructor(cluster: Cluster, actions: MemberActions, failures: EngineFailures) {
    this.#cluster = cluster;
    this.#actions = actions;
    this.#failures = failures;
  }

  /** A change of members is under way or about to be. */
  get isBusy(): boolean {
    return this.#isBusy || this.#waiting.length > 0;
  }

  noticed(host: SimHost, notice: Notice): void {
    if (notice.kind === 'nodeFailed' && diskExcuse(host, notice.error) !== null) {
      this.#onNodeFailed(host);
    } else if (notice.kind === 'replicaQuarantined' && diskExcuse(host, notice.error) !== null) {
      this.#replaceLater(host);
    } else if (this.#failures.hasForgotten(host, notice)) {
      this.#replaceLater(host);
    }
  }

  /** Its process ends; somebody starts it again, if the disk is worth it. */
  #onNodeFailed(host: SimHost): void {
    const { world } = this.#cluster;
    const { incarnation } = host;
    world.at(world.nowMicros, () => {
      if (host.incarnation !== incarnation || host.state === 'down') {
        return;
      }
      world.noteFault(FAULT_CODES.diskDamage, host.ordinal);
      world.crash(host, false);
      if (needsReplacement(host)) {
        this.#replaceLater(host);
      } else {
        const pause = world.random.between(
          SECOND / 10,
          2 * SECOND,
          SITES.faultChoice,
          RESTART_KEY + host.ordinal,
          incarnation,
        );
        restartLater(this.#cluster, host, pause);
      }
    });
  }

  #replaceLater(host: SimHost): void {
    if (!this.#known.has(host)) {
      this.#known.add(host);
      this.#waiting.push(host);
      this.#cluster.actionsUnderWay++;
      this.#replaceNext();
    }
  }

  #replaceNext(): void {
    const next = this.#isBusy ? undefined : this.#waiting.shift();
    if (next !== undefined) {
      this.#isBusy = true;
      runScript(this.#cluster.world, this.#replace(next), () => {
        this.#isBusy = false;
        this.#cluster.actionsUnderWay--;
        this.#replaceNext();
      });
    }
  }

  *#replace(host: SimHost): Script {
    while (!(yield* this.#actions.remove(host))) {
      yield* sleep(SECOND);
    }
    yield* this.#actions.add(host);
  }
}
