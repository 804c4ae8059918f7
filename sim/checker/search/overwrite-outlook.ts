import { IntList } from './int-list.ts';
import type { KnownOperations } from './known-operations.ts';
import type { PartitionPlan } from './partition-plan.ts';
import type { Place } from './place.ts';

/** Tells whether an operation that overwrites may still come before another one completed. */
export class OverwriteOutlook {
  readonly #known: KnownOperations;
  readonly #overwrites: Uint8Array;
  /** Ranks that overwrite, ascending. */
  readonly #ranks = new IntList();
  /** When the first optional operation that overwrites was called. */
  readonly #firstOptional: number;

  constructor({ known, optional, kinds }: PartitionPlan<unknown, unknown, unknown>) {
    this.#known = known;
    this.#overwrites = kinds.overwrites;
    for (const [rank, kind] of known.kinds.entries()) {
      if (this.#overwrites[kind] === 1) {
        this.#ranks.push(rank);
      }
    }
    const group = optional.kinds.findIndex((kind) => this.#overwrites[kind] === 1);
    this.#firstOptional = optional.calls[optional.start[group] ?? -1] ?? Infinity;
  }

  /** Whether one may come before the operation of `rank` completed. */
  mayPrecede(rank: number, place: Place): boolean {
    return (
      this.#firstOptional < (this.#known.returns[rank] as number) ||
      this.#isEarlierLeft(rank, place) ||
      this.#isOpenLeft(rank, place)
    );
  }

  #isEarlierLeft(rank: number, place: Place): boolean {
    for (let i = this.#ranks.firstAtLeast(place.frontier); i < this.#ranks.length; i++) {
      const other = this.#ranks.at(i);
      if (other >= rank) {
        return false;
      }
      if (!place.isDone(other)) {
        return true;
      }
    }
    return false;
  }

  #isOpenLeft(rank: number, place: Place): boolean {
    const { open, openStart, kinds } = this.#known;
    for (let i = openStart[rank] as number; i < (openStart[rank + 1] as number); i++) {
      const other = open[i] as number;
      const isSource = other !== rank && this.#overwrites[kinds[other] as number] === 1;
      if (isSource && !place.isDone(other)) {
        return true;
      }
    }
    return false;
  }
}
