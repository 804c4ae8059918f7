import type { Cluster } from '../world/cluster.ts';
import type { FrozenKind } from '../world/fault.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { crash } from './crashes.ts';
import { FAULT_CODES } from './fault-codes.ts';
import { pause } from './pauses.ts';

/**
 * Makes the faults of `rest` permanent while the machines of `core` are whole: who is down stays
 * down, who is up is stopped, ended, or cut off from the core in one direction or both.
 */
export function freeze(
  cluster: Cluster,
  rest: readonly SimHost[],
  core: readonly SimHost[],
  choose: Choose,
): void {
  const { world } = cluster;
  for (const host of rest) {
    const kind = kindOf(cluster, host, choose);
    cluster.frozen.add(host);
    world.counts.faults.frozen++;
    world.noteFault(FAULT_CODES.freeze, host.ordinal);
    world.faultBegan(host, { kind: 'frozen', node: host.id, how: kind });
    carryOut(cluster, host, kind, core);
  }
}

export function thaw(cluster: Cluster): void {
  for (const host of cluster.frozen) {
    cluster.world.faultEnded(host);
  }
  cluster.frozen.clear();
  cluster.world.network.heal();
}

function kindOf(cluster: Cluster, { state }: SimHost, choose: Choose): FrozenKind {
  if (state !== 'up') {
    return state;
  }
  const { preVote, checkQuorum } = cluster.world.config.tuning;
  const kinds: FrozenKind[] = ['paused', 'down', 'isolated', 'mute'];
  // Who hears nothing and leads, or wants to, is only harmless with both.
  return choose.oneOf(preVote && checkQuorum ? [...kinds, 'deaf'] : kinds) ?? 'isolated';
}

function carryOut(
  cluster: Cluster,
  host: SimHost,
  kind: FrozenKind,
  core: readonly SimHost[],
): void {
  const { network } = cluster.world;
  switch (kind) {
    case 'paused':
      if (host.state === 'up') {
        pause(cluster, host);
      }
      return;
    case 'down':
      if (host.state === 'up') {
        crash(cluster, host, false);
      }
      return;
    default:
      for (const { id } of core) {
        if (kind !== 'deaf') {
          network.sever(host.id, id);
        }
        if (kind !== 'mute') {
          network.sever(id, host.id);
        }
      }
  }
}
