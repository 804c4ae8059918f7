import { readFileSync } from 'node:fs';

const KIB = 1024;
const EVERY_MS = 2;

/** Anonymous memory of a process in bytes, which files that are mapped or cached are not part of. */
export function rssAnonBytes(process: number | 'self'): number {
  try {
    const status = readFileSync(`/proc/${process}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KIB;
  } catch {
    // It has ended, or this system does not say.
    return 0;
  }
}

/** Watches another process from this one, so that watching costs it nothing. */
export class RssAnonSampler {
  readonly #process: number;
  readonly #timer: NodeJS.Timeout;
  #peakBytes: number;

  constructor(process: number) {
    this.#process = process;
    this.#peakBytes = rssAnonBytes(process);
    this.#timer = setInterval(() => this.note(rssAnonBytes(this.#process)), EVERY_MS);
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Takes in a value that somebody else has read. */
  note(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
