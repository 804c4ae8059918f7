/** Spans that are put beside each other so that none of one lane overlaps another. */
export class Lanes {
  readonly #endsMicros: number[] = [];

  /** The first lane that is free from `fromMicros` on; spans come in the order of their beginning. */
  place(fromMicros: number, untilMicros: number): number {
    const free = this.#endsMicros.findIndex((endMicros) => endMicros <= fromMicros);
    const lane = free < 0 ? this.#endsMicros.length : free;
    this.#endsMicros[lane] = untilMicros;
    return lane;
  }
}
