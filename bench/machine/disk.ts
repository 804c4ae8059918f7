import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { type Mount, mountOf, parseMounts } from './mounts.ts';

/**
 * One line about the disk that holds `directory`: device, filesystem, mount and write cache, as far
 * as Linux tells; "unknown" elsewhere.
 */
export function describeDisk(directory: string): string {
  const mounts = parseMounts(readText('/proc/mounts') ?? '');
  const mount = mountOf(realpathSync(directory), mounts);
  return mount === undefined ? 'unknown' : diskText(mount, writeCacheOf(mount.device));
}

/** The words for `mount`; `writeCache` is what the kernel says, such as "write back". */
export function diskText(mount: Mount, writeCache: string | undefined): string {
  const cache = writeCache === undefined ? '' : `, ${writeCache} cache`;
  return `${mount.device} (${mount.filesystem}${cache}) mounted at ${mount.directory} with ${mount.options}`;
}

/** What the kernel believes of the device's write cache. A partition has its disk's. */
function writeCacheOf(device: string): string | undefined {
  const name = basename(realpathOr(device));
  const disk = blockDevices()
    .filter((candidate) => name === candidate || isPartition(name, candidate))
    .sort((a, b) => b.length - a.length)[0];
  return disk === undefined ? undefined : readText(`/sys/block/${disk}/queue/write_cache`)?.trim();
}

/** sda1 is of sda, nvme0n1p2 of nvme0n1. */
function isPartition(name: string, disk: string): boolean {
  return name.startsWith(disk) && /^p?\d+$/.test(name.slice(disk.length));
}

function blockDevices(): string[] {
  try {
    return readdirSync('/sys/block');
  } catch {
    return [];
  }
}

/** Names of the device mapper are links to the device that /sys knows. */
function realpathOr(device: string): string {
  try {
    return realpathSync(device);
  } catch {
    return device;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
