import { RaftLabError } from '../../src/base/errors.ts';
import type { SimHost } from '../world/sim-host.ts';

/**
 * Why a node or replica on `host` may stop with `error`, in words; null when its disk gave it no
 * reason. Damage excuses nothing but an error that says what is damaged.
 */
export function diskExcuse(host: SimHost, error: Error): string | null {
  if (!(error instanceof RaftLabError)) {
    return null;
  }
  const { faults } = host.disk;
  const who = `node ${host.ordinal}`;
  switch (error.code) {
    case 'DISK_FULL':
      return faults.failed.full > 0 ? `${who} stopped because its disk was full` : null;
    case 'DISK_FAILED':
      return faults.failed.error > 0
        ? `${who} stopped because its disk failed a request: ${error.message}`
        : null;
    case 'LOG_CORRUPT':
    case 'SNAPSHOT_CORRUPT':
    case 'BOOTSTRAP_CORRUPT':
    case 'STORE_CORRUPT':
      return host.disk.isDamaged && namesFile(error.message)
        ? `${who} refuses what its damaged disk holds: ${error.message}`
        : null;
    case 'DATA_LOST':
      return faults.isWiped ? `${who} refuses to begin with an empty disk: ${error.message}` : null;
    default:
      return null;
  }
}

/** Whether the machine needs another disk before a node can run on it again. */
export function needsReplacement({ disk }: SimHost): boolean {
  return disk.isDamaged || disk.faults.isFullForGood || disk.faults.isWiped;
}

function namesFile(message: string): boolean {
  return /log-[0-9a-f]{16}|\.snapshot|\.bootstrap|\.store|identity|log of group/.test(message);
}
