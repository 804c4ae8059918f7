import type { MemberRole } from '../../src/kv/roster.ts';
import type { Cluster } from '../world/cluster.ts';
import { runScript, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { type Alterations, participantCount } from './alterations.ts';
import type { Choose } from './choose.ts';
import { crash } from './crashes.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import type { MemberActions } from './members.ts';

const SECOND = 1_000_000;
const MEMBERS_MAX = 7;

/** What a stroke may be; the names are those of the changes that it makes. */
const STROKES = [
  'grow',
  'addVoter',
  'addWitness',
  'remove',
  'removeLeader',
  'demote',
  'promote',
  'replace',
  'addTwo',
  'removeTwo',
  'stayJoint',
  'return',
] as const;
type Stroke = (typeof STROKES)[number];

/**
 * Changes members in every way that there is, from one voter to seven, while everything else goes
 * on. One stroke at a time; one that falls into another is left out.
 */
export function memberStorm(
  cluster: Cluster,
  actions: MemberActions,
  alterations: Alterations,
): FaultClock {
  const { world } = cluster;
  const storm = new MemberStorm(cluster, actions, alterations);
  let isBusy = false;
  const { memberStormMicros } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.memberStorm, memberStormMicros, (choose) => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    cluster.actionsUnderWay++;
    runScript(world, storm.strike(choose), () => {
      isBusy = false;
      cluster.actionsUnderWay--;
    });
  });
}

class MemberStorm {
  readonly #cluster: Cluster;
  readonly #actions: MemberActions;
  readonly #alterations: Alterations;
  /** Machines that are switched off, and may come back. */
  readonly #removed: SimHost[] = [];

  constructor(cluster: Cluster, actions: MemberActions, alterations: Alterations) {
    this.#cluster = cluster;
    this.#actions = actions;
    this.#alterations = alterations;
  }

  *strike(choose: Choose): Script {
    yield* this.#alterations.leave();
    const stroke = choose.oneOf(STROKES) ?? 'grow';
    const isFull = participantCount(this.#cluster) >= MEMBERS_MAX;
    yield* this.#strike(isFull && isGrowing(stroke) ? 'removeTwo' : stroke, choose);
  }

  *#strike(stroke: Stroke, choose: Choose): Script {
    switch (stroke) {
      case 'grow':
        yield* this.#actions.add(null);
        return;
      case 'addVoter':
        yield* this.#join(1, 'voter');
        return;
      case 'addWitness':
        yield* this.#join(1, 'witness');
        return;
      case 'addTwo':
        yield* this.#join(2, 'voter');
        return;
      case 'remove':
        yield* this.#remove(choose.shuffled(this.#alterations.removable()).slice(0, 1), choose);
        return;
      case 'removeLeader': {
        const leader = choose.victim(this.#alterations.removable().find(isLeading));
        yield* this.#remove(leader === undefined ? [] : [leader], choose);
        return;
      }
      case 'removeTwo':
        yield* this.#removeTwo(choose);
        return;
      case 'demote':
        yield* this.#demote(choose);
        return;
      case 'promote':
        yield* this.#promote(choose);
        return;
      case 'replace':
      case 'stayJoint':
        yield* this.#replace(stroke, choose);
        return;
      case 'return':
        yield* this.#return(choose);
        return;
    }
  }

  *#join(count: number, role: MemberRole): Script {
    const hosts = yield* this.#alterations.newcomers(count);
    if (hosts.length > 0) {
      const joining = hosts.map((host) => ({ host, role }));
      yield* this.#alterations.alter({ joining }, 'auto');
    }
  }

  *#remove(hosts: readonly SimHost[], choose: Choose): Script {
    const leaver = hosts[0];
    if (leaver === undefined) {
      return;
    }
    if (choose.below(4) === 0 && leaver.state === 'up') {
      crash(this.#cluster, leaver, true);
    }
    if (yield* this.#actions.remove(leaver)) {
      this.#removed.push(leaver);
    }
  }

  *#removeTwo(choose: Choose): Script {
    const voters = this.#alterations.voters();
    if (voters.length < 3) {
      return;
    }
    yield* this.#leave(choose.shuffled(voters).slice(0, 2), [], 'auto', 0);
  }

  *#demote(choose: Choose): Script {
    const voters = this.#alterations.voters();
    const demoted = choose.oneOf(voters);
    if (demoted !== undefined && voters.length > 1) {
      yield* this.#alterations.alter({ demoted: [demoted.id] }, 'auto');
    }
  }

  *#promote(choose: Choose): Script {
    const promoted = choose.oneOf(this.#alterations.learners());
    if (promoted !== undefined) {
      yield* this.#alterations.alter({ promoted: [promoted.id] }, 'single');
    }
  }

  /** Another machine takes the place of one, perhaps the only one, in one change. */
  *#replace(stroke: 'replace' | 'stayJoint', choose: Choose): Script {
    const leaver = choose.oneOf(this.#alterations.voters());
    const hosts = yield* this.#alterations.newcomers(1);
    if (leaver === undefined || hosts.length === 0) {
      return;
    }
    if (stroke === 'replace') {
      yield* this.#leave([leaver], hosts, choose.below(2) === 0 ? 'auto' : 'implicit', 0);
    } else {
      yield* this.#leave([leaver], hosts, 'explicit', choose.between(1, 2 * SECOND));
    }
  }

  *#leave(
    leaving: readonly SimHost[],
    hosts: readonly SimHost[],
    transition: 'auto' | 'implicit' | 'explicit',
    pauseMicros: number,
  ): Script {
    const joining = hosts.map((host) => ({ host, role: 'voter' as const }));
    yield* this.#alterations.alter({ joining, leaving }, transition, pauseMicros);
    this.#removed.push(...leaving.filter((host) => this.#cluster.retired.has(host)));
  }

  *#return(choose: Choose): Script {
    const returning = this.#removed.shift();
    if (returning !== undefined) {
      yield* this.#actions.comeBackUnderOldId(returning, choose.below(2) === 0);
      yield* this.#actions.add(returning);
    }
  }
}

function isGrowing(stroke: Stroke): boolean {
  return ['grow', 'addVoter', 'addWitness', 'addTwo', 'return'].includes(stroke);
}

function isLeading(host: SimHost): boolean {
  const replicas = [...(host.node?.replicas.values() ?? [])];
  return replicas.some(({ raft }) => raft.state.isLeader);
}
