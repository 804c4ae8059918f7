/** When a measurement ends. */
export interface MeasureLimits {
  /** Sum of the latencies to collect, in microseconds. */
  readonly totalUs: number;
  readonly signal: AbortSignal;
}

/** Run before the clock starts. */
export const WARM_UP_OPERATIONS = 5;

/** Monotonic time in microseconds. */
export function nowUs(): number {
  return performance.now() * 1000;
}
