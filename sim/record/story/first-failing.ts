import type { StoryOperation } from './story.ts';

/** Of the operations that no order explains, the one that was answered first: what a report is about. */
export function firstFailing(operations: readonly StoryOperation[]): StoryOperation | undefined {
  const failing = operations.filter(({ isFailing }) => isFailing);
  const answered = ({ untilMicros, fromMicros }: StoryOperation) => untilMicros ?? fromMicros;
  return failing.sort((a, b) => answered(a) - answered(b))[0];
}
