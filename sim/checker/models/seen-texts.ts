/**
 * The texts that gets returned.
 *
 * A text that none of them begins with can be the beginning of none, and no append changes that.
 * So all such texts are one: a get is impossible in it until a put comes.
 */
export class SeenTexts {
  /** In ascending order, without those that the next one begins with. */
  readonly #longest: readonly string[];

  constructor(texts: readonly string[]) {
    const sorted = [...new Set(texts)].sort();
    this.#longest = sorted.filter((text, i) => sorted[i + 1]?.startsWith(text) !== true);
  }

  /** Whether some get returned a text that begins with `text`. */
  haveBeginning(text: string): boolean {
    let low = 0;
    let high = this.#longest.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#longest[middle] ?? '') < text) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.#longest[low]?.startsWith(text) === true;
  }

  /** Whether some get returned a text that `text` is part of. */
  havePart(text: string): boolean {
    return this.#longest.some((longest) => longest.includes(text));
  }
}
