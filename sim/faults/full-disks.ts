import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const SECOND = 1_000_000;
const ROOM_BYTES_MAX = 64 * 1024;

/**
 * Leaves a disk little room, for some seconds or for good. One that stays full counts as lost: only
 * as many of them as machines that may be damaged.
 */
export function fullDisks(cluster: Cluster, mayLose: (host: SimHost) => boolean): FaultClock {
  const { world } = cluster;
  const { fullMicros, staysFull } = world.config.diskFaults;
  return new FaultClock(world, FAULT_CODES.diskFull, fullMicros, (choose) => {
    const host = choose.oneOf(world.upHosts);
    if (host === undefined || host.disk.faults.capacityBytes !== null) {
      return;
    }
    const { disk } = host;
    world.noteFault(FAULT_CODES.diskFull, host.ordinal);
    disk.faults.capacityBytes = disk.usedBytes + choose.below(ROOM_BYTES_MAX);
    if (choose.chance(staysFull) && mayLose(host)) {
      disk.faults.isFullForGood = true;
      return;
    }
    world.at(world.nowMicros + choose.between(SECOND, 10 * SECOND), () => {
      if (!disk.faults.isFullForGood) {
        disk.faults.capacityBytes = null;
      }
    });
  });
}
