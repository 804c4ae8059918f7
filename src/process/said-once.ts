/** Different texts that are remembered; what comes on top is not said at all. */
const TEXTS_MAX = 100;

/** Says what would otherwise be repeated with every attempt: each text once. */
export class SaidOnce {
  readonly #say: (text: string) => void;
  readonly #said = new Set<string>();

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  say(text: string): void {
    if (!this.#said.has(text) && this.#said.size < TEXTS_MAX) {
      this.#said.add(text);
      this.#say(text);
    }
  }
}
