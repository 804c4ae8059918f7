import type { StoryRows } from './story.ts';

/**
 * Everything that led to `from`, themselves included, as row numbers in ascending order.
 *
 * A cause set its row off. A context only made it possible, such as the election of the leader that
 * answered; contexts of contexts lead back to the beginning of every run, so that `contextsMax` says how
 * many of them may lie on a way back.
 */
export function ancestorsOf(
  rows: Pick<StoryRows, 'causes' | 'causesEnd' | 'context'>,
  from: readonly number[],
  contextsMax = 1,
): number[] {
  /** The fewest contexts on any way to a row. */
  const reached = new Map<number, number>();
  const waiting: [number, number][] = from.map((row) => [row, 0]);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [row, contexts] = next;
    if (row < 0 || (reached.get(row) ?? Number.POSITIVE_INFINITY) <= contexts) {
      continue;
    }
    reached.set(row, contexts);
    for (const cause of causesOf(rows, row)) {
      waiting.push([cause, contexts]);
    }
    if (contexts < contextsMax) {
      waiting.push([rows.context[row] as number, contexts + 1]);
    }
  }
  return [...reached.keys()].sort((a, b) => a - b);
}

/** What set a row off. */
export function causesOf(
  { causes, causesEnd }: Pick<StoryRows, 'causes' | 'causesEnd'>,
  row: number,
): number[] {
  return [...causes.subarray(causesEnd[row - 1] ?? 0, causesEnd[row] ?? 0)];
}
