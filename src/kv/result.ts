/**
 * How a command ended, the same on every replica.
 *
 * - `ok`: it took effect.
 * - `mismatch`: a compare-and-swap found another value; nothing changed.
 * - `sessionUnknown`: the session was never registered here, or was ended; or it had to make room so
 *   long ago that nobody remembers.
 * - `sessionEvicted`: the session had to make room for others.
 * - `alreadyAnswered`: the client had said that it has the result; nothing changed.
 * - `invalid`: the bytes are no command this version knows; nothing changed.
 */
export type ResultStatus =
  | 'ok'
  | 'mismatch'
  | 'sessionUnknown'
  | 'sessionEvicted'
  | 'alreadyAnswered'
  | 'invalid';

/** What a client learns of its command, and what a session remembers of it. */
export interface CommandResult {
  readonly status: ResultStatus;
  /**
   * The key's revision after the command: the log index of the write that made its value, 0 when
   * the key is absent. For `registerSession` the new session's id.
   */
  readonly revision: number;
  /** The key's revision before the command, 0 when it was absent. */
  readonly previousRevision: number;
}

export function result(
  status: ResultStatus,
  revision: number,
  previousRevision: number,
): CommandResult {
  return { status, revision, previousRevision };
}
