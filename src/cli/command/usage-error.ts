/** The caller asked for something that cannot be done; the message is one line and names what. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `flag "value": expected …` */
export function badValue(flag: string, value: string, expected: string): UsageError {
  return new UsageError(`${flag} "${value}": expected ${expected}`);
}
