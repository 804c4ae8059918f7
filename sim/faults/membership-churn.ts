import type { Cluster } from '../world/cluster.ts';
import { runScript, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { crash } from './crashes.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { type MemberActions, removable } from './members.ts';

const VOTERS_MIN = 2;
const MACHINES_MAX = 7;

/**
 * Adds, removes and brings back members while everything else goes on. One action at a time; a
 * stroke that falls into one is left out.
 */
export function membershipChurn(cluster: Cluster, actions: MemberActions): FaultClock {
  const { world } = cluster;
  const removed: SimHost[] = [];
  let isBusy = false;
  const { membershipMicros } = world.config.faults;
  return new FaultClock(world, FAULT_CODES.membership, membershipMicros, (choose) => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    cluster.actionsUnderWay++;
    runScript(world, actOnce(cluster, actions, removed, choose), () => {
      isBusy = false;
      cluster.actionsUnderWay--;
    });
  });
}

function* actOnce(
  cluster: Cluster,
  actions: MemberActions,
  removed: SimHost[],
  choose: Choose,
): Script {
  const returning = removed[0];
  const members = cluster.members();
  const candidates = removable(cluster, VOTERS_MIN);
  const choice = choose.below(10);
  if (returning !== undefined && choice < 4) {
    removed.shift();
    yield* actions.comeBackUnderOldId(returning, choose.below(2) === 0);
    yield* actions.add(returning);
  } else if (members.length < MACHINES_MAX && (choice < 6 || candidates.length === 0)) {
    yield* actions.add(null);
  } else {
    const leaver = choose.oneOf(candidates);
    if (leaver === undefined) {
      return;
    }
    if (choose.below(3) === 0 && leaver.state === 'up') {
      // Down while it is removed: it finds out when it comes back.
      crash(cluster, leaver, true);
    }
    if (yield* actions.remove(leaver)) {
      removed.push(leaver);
    }
  }
}
