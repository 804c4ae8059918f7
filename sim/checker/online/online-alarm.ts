import type { ClientId } from '../history.ts';

/** What a cheap look at each answer can show to be wrong. */
export type OnlineOracle =
  /** A value was read that nobody wrote, or only an operation that failed. */
  | 'phantom-value'
  /** A client read an older revision than it had read before. */
  | 'monotonic-reads'
  /** A client read an older revision than it had written. */
  | 'read-your-writes'
  /** An answer shows a key as it was before a revision that was known when it was asked for. */
  | 'acknowledged-then-lost'
  /** A write was given a revision no higher than one known when it was asked for. */
  | 'revision-went-back'
  /** One revision of a key stands for two writes. */
  | 'revision-reused';

/** An answer that no correct store gives. */
export interface OnlineAlarm {
  readonly oracle: OnlineOracle;
  readonly key: string;
  readonly client: ClientId;
  /** Id of the operation whose answer it is. */
  readonly operation: number;
  readonly message: string;
}
