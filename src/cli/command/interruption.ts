import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';
import type { Cleanup } from './cleanup.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Somebody pressed Ctrl-C or ended the process; not a failure of what was measured. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** The shell's convention: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Hears signals while a run lasts. */
export interface Listening {
  /** Aborted, with an Interrupted as its reason, by the first signal. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * From now on the first signal aborts; the second one ends the process at once. However the
 * process ends, `cleanup` runs first.
 */
export function listenForSignals(cleanup: Cleanup): Listening {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    const interrupted = new Interrupted(signal);
    if (controller.signal.aborted) {
      process.exit(interrupted.exitCode);
    }
    controller.abort(interrupted);
  };
  const onExit = (): void => cleanup.run();
  for (const signal of SIGNALS) {
    process.on(signal, onSignal);
  }
  process.on('exit', onExit);
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of SIGNALS) {
        process.off(signal, onSignal);
      }
      process.off('exit', onExit);
    },
  };
}

/** `work`, or the signal's reason as soon as it is aborted, whichever comes first. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
