import type { Mutant } from './mutant.ts';

/**
 * The text of `mutant.file` with the mistake in it.
 *
 * @throws Error naming file and anchor when the anchor does not stand there exactly once.
 */
export function applyMutant(mutant: Mutant, text: string): string {
  const { id, file, anchor, replacement } = mutant;
  const parts = text.split(anchor);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) {
    throw new Error(
      `mutant ${id}: its anchor stands ${parts.length - 1} times in ${file}, not once:\n${anchor}`,
    );
  }
  return before + replacement + after;
}
