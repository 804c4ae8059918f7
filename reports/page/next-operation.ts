import type { StoryOperation } from '../../sim/record/story/story.ts';

/**
 * The operation that begins after the chosen one, or before it (`step` 1 or -1); without a chosen one,
 * after or before the instant. Past either end the last one stays.
 */
export function nextOperation(
  operations: readonly StoryOperation[],
  step: 1 | -1,
  {
    keys,
    chosen,
    nowMicros,
  }: {
    /** Only operations of these. */
    readonly keys: readonly string[];
    readonly chosen: number | null;
    readonly nowMicros: number;
  },
): StoryOperation | undefined {
  const wanted = new Set(keys);
  const shown = operations
    .filter(({ key }) => wanted.has(key))
    .sort((a, b) => a.fromMicros - b.fromMicros || a.id - b.id);
  const at = shown.findIndex(({ id }) => id === chosen);
  if (at >= 0) {
    return shown[at + step] ?? shown[at];
  }
  return step === 1
    ? (shown.find(({ fromMicros }) => fromMicros >= nowMicros) ?? shown.at(-1))
    : (shown.findLast(({ fromMicros }) => fromMicros <= nowMicros) ?? shown[0]);
}
