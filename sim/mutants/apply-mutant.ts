import type { Mutant, Patch } from './mutant.ts';

/**
 * The texts with the mistake in them, by the files that they belong to.
 *
 * @param textOf - what stands in a file of the engine
 * @throws Error naming file and anchor when an anchor does not stand there exactly once.
 */
export function applyMutant(
  { id, patches }: Pick<Mutant, 'id' | 'patches'>,
  textOf: (file: string) => string,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const patch of patches) {
    const text = texts.get(patch.file) ?? textOf(patch.file);
    texts.set(patch.file, applyPatch(id, patch, text));
  }
  return texts;
}

function applyPatch(id: string, { file, anchor, replacement }: Patch, text: string): string {
  const parts = text.split(anchor);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) {
    throw new Error(
      `mutant ${id}: its anchor stands ${parts.length - 1} times in ${file}, not once:\n${anchor}`,
    );
  }
  return before + replacement + after;
}
