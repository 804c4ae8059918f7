import { intervalMsOf, type SyncMode } from './sync-mode.ts';

/** What is left of an acknowledged write after a failure. */
export type Survival = 'kept' | 'recent lost' | 'lost';

/** What a sync mode promises to somebody who was told that a write is done. */
export interface Guarantee {
  /** After the process was killed; the operating system goes on. */
  readonly processCrash: Survival;
  /** After power loss or a crash of the operating system. */
  readonly powerLoss: Survival;
  /** The system call or open flag behind it. */
  readonly mechanism: string;
  /** One plain sentence. */
  readonly sentence: string;
}

/** Stands for every interval where none in particular is meant. */
export const ANY_INTERVAL = 'interval:MS';

const UNKNOWN: Guarantee = {
  processCrash: 'lost',
  powerLoss: 'lost',
  mechanism: 'unknown',
  sentence: 'Promises nothing that is known here.',
};

const FIXED: Readonly<Record<Exclude<SyncMode, `interval:${number}`>, Guarantee>> = {
  none: {
    processCrash: 'kept',
    powerLoss: 'lost',
    mechanism: 'write only',
    sentence:
      'Survives a crash of the process, not power loss: what the operating system has not written back yet (about 30 s on Linux) is gone.',
  },
  fdatasync: {
    processCrash: 'kept',
    powerLoss: 'kept',
    mechanism: 'fdatasync(2) after each batch',
    sentence:
      'Survives power loss: the data, and what is needed to find it, are flushed to the disk first.',
  },
  fsync: {
    processCrash: 'kept',
    powerLoss: 'kept',
    mechanism: 'fsync(2) after each batch',
    sentence:
      'Survives power loss: like fdatasync, and the file’s other metadata (such as its times) as well.',
  },
  dsync: {
    processCrash: 'kept',
    powerLoss: 'kept',
    mechanism: 'O_DSYNC on the file',
    sentence: 'Survives power loss: every single write returns only once its data is on the disk.',
  },
  sync: {
    processCrash: 'kept',
    powerLoss: 'kept',
    mechanism: 'O_SYNC on the file',
    sentence:
      'Survives power loss: every single write returns only once its data and all metadata are on the disk.',
  },
  each: {
    processCrash: 'kept',
    powerLoss: 'kept',
    mechanism: 'fdatasync(2) after each entry',
    sentence:
      'Survives power loss: each entry has a sync of its own and shares none, which is the dearest way.',
  },
};

/** What `mode` promises; an unknown mode promises nothing. */
export function guaranteeOf(mode: string): Guarantee {
  const intervalMs = intervalMsOf(mode);
  if (intervalMs !== undefined || mode === ANY_INTERVAL) {
    return everyInterval(intervalMs ?? 'MS');
  }
  return Object.entries(FIXED).find(([name]) => name === mode)?.[1] ?? UNKNOWN;
}

function everyInterval(ms: number | 'MS'): Guarantee {
  return {
    processCrash: 'kept',
    powerLoss: 'recent lost',
    mechanism: `fdatasync(2) every ${ms} ms`,
    sentence: `Survives a crash of the process; power loss takes the last ${ms} ms of acknowledged writes, and those of a sync still running.`,
  };
}
