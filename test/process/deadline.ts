import { setTimeout } from 'node:timers/promises';

const POLL_MS = 10;
const LIMIT_MS = 20_000;

/**
 * Resolves with the first value of `look` that is neither null, undefined nor false.
 *
 * @param what - what is waited for, as the error says it.
 * @throws when there is none in time.
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
): Promise<Exclude<T, null | undefined | false>> {
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) {
      return value as Exclude<T, null | undefined | false>;
    }
    if (performance.now() > endMs) {
      throw new Error(`did not come true in time: ${what}`);
    }
    await setTimeout(POLL_MS);
  }
}
