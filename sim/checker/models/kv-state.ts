/** One key of raftlab's store. */
export interface KvState {
  /** null: the key is absent. */
  readonly value: string | null;
  /** Of the last change; a bound when `exact` is false. */
  readonly revision: number;
  /** False after a change that did not report its revision: it is some number above `revision`. */
  readonly exact: boolean;
}

export const ABSENT: KvState = { value: null, revision: 0, exact: true };

/** `"v1" at revision 7` */
export function describeKvState({ value, revision, exact }: KvState): string {
  const held = value === null ? 'absent' : JSON.stringify(value);
  if (revision === 0) {
    return held;
  }
  return `${held} at ${exact ? '' : 'a revision above '}${exact ? `revision ${revision}` : revision}`;
}
