import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import { crash } from './crashes.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

/**
 * Lets a machine come back with an empty disk, under the id it had. It must refuse to take part;
 * then it counts as lost, and another one takes its place where a majority is left to say so.
 */
export function wipes(cluster: Cluster): FaultClock {
  const { world } = cluster;
  const { wipeMicros } = world.config.diskFaults;
  return new FaultClock(world, FAULT_CODES.wipe, wipeMicros, (choose) => {
    const members = cluster.members().filter((host) => host.state === 'up');
    const host = choose.oneOf(members.filter((member) => !cluster.retired.has(member)));
    if (host !== undefined && !host.disk.faults.isWiped) {
      crash(cluster, host, true, choose);
      wipe(cluster, host);
    }
  });
}

function wipe(cluster: Cluster, host: SimHost): void {
  const { world } = cluster;
  cluster.retired.add(host);
  world.retire(host);
  const emptied = world.addHost(cluster.wiped(host));
  emptied.disk.faults.isWiped = true;
  world.counts.faults.wipedDisk++;
  world.noteFault(FAULT_CODES.wipe, emptied.ordinal);
  world.start(emptied);
}
