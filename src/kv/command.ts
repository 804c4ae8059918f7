import { NO_SESSION, type SessionId } from '../base/ids.ts';

/** What a command does to the state. */
export type CommandKind = 'put' | 'delete' | 'compareAndSwap' | 'registerSession' | 'endSession';

/**
 * One write, as every replica applies it.
 *
 * Keys are latin1 text (one character for each byte, `Utf8.latin1`), so that text order is byte
 * order. A command with a session takes effect at most once: a repeated `sequence` gets the first
 * one's result (raft.md 2.6, thesis §6.3).
 */
export interface Command {
  readonly kind: CommandKind;
  /** 0 for a command without a session, which may take effect twice when it is sent twice. */
  readonly session: SessionId;
  /** Position of the command among those of its session, from 1. */
  readonly sequence: number;
  /** The client has the results of all sequences up to here and will not ask again. */
  readonly answeredThrough: number;
  readonly key: string;
  /** Valid only during the call it is passed to. */
  readonly value: Uint8Array;
  /** In a compare-and-swap: the value that must be there; null for "no such key". */
  readonly expected: Uint8Array | null;
}

export const EMPTY_VALUE = new Uint8Array(0);

/** The command by which a client opens a session; its result's revision is the session's id. */
export const REGISTER_SESSION: Command = Object.freeze({
  kind: 'registerSession',
  session: NO_SESSION,
  sequence: 0,
  answeredThrough: 0,
  key: '',
  value: EMPTY_VALUE,
  expected: null,
});
