import type { GroupId } from '../../src/base/ids.ts';
import type { Checksum } from '../../src/base/ports.ts';
import { snapshotFile } from '../../src/storage/file-names.ts';
import { type DurableRange, provenRanges, wholeFile } from '../disk/durable-ranges.ts';
import type { FileImage } from '../disk/file-image.ts';
import type { Cluster } from '../world/cluster.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { Choose } from './choose.ts';
import { crash, downtimeMicros, restartLater } from './crashes.ts';
import { FaultClock } from './fault-clock.ts';
import { FAULT_CODES } from './fault-codes.ts';

const SECTOR_BYTES = 512;
/** The longest time until a damaged machine is restarted, and has to read what it holds. */
const UNNOTICED_MICROS = 8_000_000;

/**
 * Damages something durable on one machine: a flipped bit, a sector that cannot be read, or a write
 * that went somewhere else.
 */
export function diskDamage(
  cluster: Cluster,
  checksum: Checksum,
  mayLose: (host: SimHost) => boolean,
): FaultClock {
  const { world } = cluster;
  const { damageMicros } = world.config.diskFaults;
  return new FaultClock(world, FAULT_CODES.diskDamage, damageMicros, (choose) => {
    const host = choose.oneOf(world.upHosts.filter(mayLose));
    if (host === undefined) {
      return;
    }
    const range = choose.oneOf(rangesOf(host, checksum));
    if (range !== undefined && harm(host, range, checksum, choose)) {
      world.noteFault(FAULT_CODES.diskDamage, host.ordinal);
      restartSoon(cluster, host, choose);
    }
  });
}

/** Small files are few among many batches: half of the damages are to a file that is no log. */
function rangesOf(host: SimHost, checksum: Checksum): DurableRange[] {
  const proven = provenRanges(host.disk, checksum);
  const snapshots = [...(host.node?.replicas.values() ?? [])]
    .filter(({ isRunning, snapshot }) => isRunning && snapshot.position.index > 0)
    .map(({ group, snapshot }) => snapshotRange(host, group, snapshot.position));
  return [...proven, ...snapshots].filter(({ length }) => length > 0);
}

function snapshotRange(
  host: SimHost,
  group: GroupId,
  position: Parameters<typeof snapshotFile>[1],
): DurableRange {
  return wholeFile(host.disk, snapshotFile(group, position), 'snapshot');
}

/** Returns whether anything was damaged. */
function harm(host: SimHost, range: DurableRange, checksum: Checksum, choose: Choose): boolean {
  const image = host.disk.directory.get(range.file);
  if (image === undefined) {
    return false;
  }
  switch (choose.below(3)) {
    case 0:
      flipBit(image, range, choose);
      return true;
    case 1:
      spoilSector(image, range, choose);
      return true;
    default:
      return misdirect(host, image, range, checksum, choose);
  }
}

function flipBit(image: FileImage, range: DurableRange, choose: Choose): void {
  const at = range.offset + choose.below(range.length);
  const byte = image.synced[at] ?? 0;
  image.damage(at, Uint8Array.of(byte ^ (1 << choose.below(8))));
}

function spoilSector(image: FileImage, range: DurableRange, choose: Choose): void {
  const at = range.offset + choose.below(range.length);
  image.spoil(at - (at % SECTOR_BYTES), SECTOR_BYTES);
}

/**
 * A write of the log that once went to the place of another one: that place holds its bytes, and the
 * place that was meant holds what was there before, zeros.
 */
function misdirect(
  host: SimHost,
  image: FileImage,
  range: DurableRange,
  checksum: Checksum,
  choose: Choose,
): boolean {
  const others = provenRanges(host.disk, checksum).filter(
    (other) =>
      other.kind === 'batch' && (other.file !== range.file || other.offset !== range.offset),
  );
  const target = choose.oneOf(others);
  const targetImage = target && host.disk.directory.get(target.file);
  if (range.kind !== 'batch' || target === undefined || targetImage === undefined) {
    return false;
  }
  const bytes = image.synced.slice(range.offset, range.offset + range.length);
  targetImage.damage(target.offset, bytes.subarray(0, target.length));
  image.damage(range.offset, new Uint8Array(range.length));
  host.disk.faults.note('misdirectedWrite');
  return true;
}

/** Damage shows when it is read; nodes read their logs only when they start. */
function restartSoon(cluster: Cluster, host: SimHost, choose: Choose): void {
  const { world } = cluster;
  const { incarnation } = host;
  world.at(world.nowMicros + choose.below(UNNOTICED_MICROS), () => {
    if (host.state === 'up' && host.incarnation === incarnation) {
      crash(cluster, host, choose.chance(world.config.faults.powerLoss), choose);
      restartLater(cluster, host, downtimeMicros(cluster, choose));
    }
  });
}
