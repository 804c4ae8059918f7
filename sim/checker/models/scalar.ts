/** A value that registers and sets hold: null is "nothing was ever written". */
export type Scalar = string | number | boolean | null;

/** Text that is equal only for equal values: the number 1 and the text "1" differ. */
export function scalarKey(value: Scalar): string {
  return JSON.stringify(value);
}

/** The order of a printed set: by type, then by value. */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  const [left, right] = [scalarKey(a), scalarKey(b)];
  return left < right ? -1 : Number(left > right);
}

/** Stands for all values that no operation compares: which one it is makes no difference. */
const UNSEEN = '(a value that no operation saw)';

/** `value`, or a stand-in when it is none of `seen`; `seen` null: all are. */
export function blurUnseen<Value extends Scalar>(
  value: Value,
  seen: ReadonlySet<Scalar> | null,
): Value | typeof UNSEEN {
  return seen === null || seen.has(value) || seen.has(UNSEEN) ? value : UNSEEN;
}
