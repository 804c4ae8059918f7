import seedrandom from 'seedrandom';
import type { Location, RaftAttribute } from '../../src/codec/records/raft-attribute.ts';
import { type I64, i64FromBigint, i64Plus } from '../../src/codec/thrift/i64.ts';
import { KeyedDraw } from './keyed-draw.ts';
import { drawTextId } from './text-id.ts';
import { WORKLOADS, type Workload, type WorkloadName } from './workload.ts';

const ATTR_ID_MIN = 1_000_000;
const ATTR_IDS = 1_000_000;
const AGE_MAX = 200;
const AGES_PER_DRAW = 4;
export const POOL_IDS = 65_536;
/** The first record's Timestamp: a fixed one, so that a record follows from its number alone. */
const FIRST_TIMESTAMP = i64FromBigint(1_567_000_000_000_000_000n);
const NANOSECONDS_BETWEEN = 1000;

export interface RecordGeneratorOptions {
  readonly seed: string;
  readonly workload: WorkloadName;
}

/** A record before its locations are made: runs of the pool, which begins again after its end. */
export interface RecordDraft {
  readonly attrId: number;
  readonly attrName: string;
  readonly ages: readonly number[];
  readonly locations: number;
  /** Positions in the pool. */
  readonly firstKey: number;
  readonly firstValue: number;
  readonly timestamp: I64;
}

/**
 * Makes the records of a load; record n follows from the seed, the workload and n alone.
 *
 * AttrID, AttrName, the counts and the ages of each record are drawn anew, so every record has an
 * AttrName of its own (20 characters hold 119 bits). The ids of the locations are drawn once, into a
 * pool: a record has a run of them as keys and another run as values, each beginning anywhere. Each
 * id alone is as the seeds' is, the keys of a record differ, and a run comes back within 32 KiB, the
 * window of deflate, in few records only, so compression gains next to nothing by the pool.
 */
export class RecordGenerator {
  readonly #draw: KeyedDraw;
  readonly #workload: Workload;
  /** The ids of all locations. */
  readonly pool: readonly string[];
  #ageRest = 0;

  constructor(options: RecordGeneratorOptions) {
    const random = seedrandom.alea(options.seed);
    this.pool = makePool(new KeyedDraw(random.int32()));
    this.#draw = new KeyedDraw(random.int32());
    this.#workload = WORKLOADS[options.workload];
  }

  /** Record number `sequence`, a safe integer >= 0. */
  record(sequence: number): RaftAttribute {
    const { attrId, attrName, ages, timestamp, ...draft } = this.draft(sequence);
    const locations: Location[] = [];
    for (let i = 0; i < draft.locations; i++) {
      locations.push([this.#id(draft.firstKey + i), this.#id(draft.firstValue + i)]);
    }
    return { attrId: { high: 0, low: attrId }, attrName, ages, locations, timestamp };
  }

  /** What record number `sequence` consists of, without its locations made. */
  draft(sequence: number): RecordDraft {
    const draw = this.#draw;
    draw.begin(sequence);
    const attrId = ATTR_ID_MIN + draw.below(ATTR_IDS);
    const attrName = drawTextId(draw);
    const counts = this.#workload(draw);
    return {
      attrId,
      attrName,
      ages: this.#ages(counts.ages),
      locations: counts.locations,
      firstKey: draw.below(POOL_IDS),
      firstValue: draw.below(POOL_IDS),
      timestamp: i64Plus(FIRST_TIMESTAMP, sequence * NANOSECONDS_BETWEEN),
    };
  }

  #ages(count: number): number[] {
    const ages: number[] = [];
    for (let i = 0; i < count; i++) {
      // One draw holds several: what is left of it is as random as what was taken.
      const step = i % AGES_PER_DRAW;
      const rest = step === 0 ? this.#draw.below(AGE_MAX ** AGES_PER_DRAW) : this.#ageRest;
      ages.push(1 + (rest % AGE_MAX));
      this.#ageRest = Math.floor(rest / AGE_MAX);
    }
    return ages;
  }

  #id(position: number): string {
    return this.pool[position % POOL_IDS] as string;
  }
}

function makePool(draw: KeyedDraw): string[] {
  return Array.from({ length: POOL_IDS }, (_, index) => {
    draw.begin(index);
    return drawTextId(draw);
  });
}
