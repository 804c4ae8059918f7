/** Microseconds on a clock that never goes back. */
export function nowMicros(): number {
  return Math.floor(performance.now() * 1000);
}
