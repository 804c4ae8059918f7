import { ANY_INTERVAL } from '../../bench/durability/guarantees.ts';
import { intervalMsOf } from '../../bench/durability/sync-mode.ts';

/** From the least to the most that is waited for; readers find a mode at the same place everywhere. */
const ORDER = ['none', ANY_INTERVAL, 'dsync', 'fdatasync', 'fsync', 'sync', 'each'];

/** `modes` in the order of the report; intervals from long to short, unknown modes last. */
export function inModeOrder(modes: readonly string[]): string[] {
  return [...modes].sort(
    (a, b) => rank(a) - rank(b) || (intervalMsOf(b) ?? 0) - (intervalMsOf(a) ?? 0),
  );
}

/** `measured` and those of the other modes that have no measurement, in order. */
export function withUnmeasured(measured: readonly string[]): string[] {
  const anyInterval = measured.some((mode) => intervalMsOf(mode) !== undefined);
  const others = ORDER.filter(
    (mode) => !measured.includes(mode) && !(anyInterval && mode === ANY_INTERVAL),
  );
  return inModeOrder([...measured, ...others]);
}

function rank(mode: string): number {
  const at = ORDER.indexOf(intervalMsOf(mode) === undefined ? mode : ANY_INTERVAL);
  return at === -1 ? ORDER.length : at;
}
