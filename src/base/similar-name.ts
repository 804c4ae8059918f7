/** A name of fewer letters for each mistake is too far away to be meant. */
const LETTERS_PER_MISTAKE = 3;
/** More names are not told to who only mistyped one. */
const NAMES_MAX = 12;

/** The name of `names` that is nearest to `given`; null where none is near. */
export function similarName(given: string, names: readonly string[]): string | null {
  const lower = given.toLowerCase();
  const mistakesMax = Math.floor(given.length / LETTERS_PER_MISTAKE);
  const near = names
    .map((name) => ({ name, mistakes: mistakesBetween(lower, name.toLowerCase()) }))
    .filter(({ mistakes }) => mistakes <= mistakesMax)
    .sort((a, b) => a.mistakes - b.mistakes);
  return near[0]?.name ?? null;
}

/** What a choice is refused with: the names that there are, and which of them was probably meant. */
export function expectedName(given: string, names: readonly string[]): string {
  const meant = similarName(given, names);
  const isLong = meant !== null && names.length > NAMES_MAX;
  const known = isLong ? 'a known name' : `one of ${names.join(', ')}`;
  return meant === null ? known : `${known}; did you mean ${meant}?`;
}

/** Letters to be added, left out or changed to make `b` of `a` (Levenshtein). */
function mistakesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] as number) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
