import seedrandom from 'seedrandom';
import type { Location, RaftAttribute } from '../../src/codec/records/raft-attribute.ts';
import { i64FromBigint, i64Plus } from '../../src/codec/thrift/i64.ts';
import { KeyedDraw } from './keyed-draw.ts';
import { drawTextId } from './text-id.ts';
import { type RecordCounts, WORKLOADS, type Workload, type WorkloadName } from './workload.ts';

const ATTR_ID_MIN = 1_000_000;
const ATTR_IDS = 1_000_000;
const AGE_MAX = 200;
const POOL_IDS = 65_536;
/** The first record's Timestamp: a fixed one, so that a record follows from its number alone. */
const FIRST_TIMESTAMP = i64FromBigint(1_567_000_000_000_000_000n);
const NANOSECONDS_BETWEEN = 1000;

export interface RecordGeneratorOptions {
  readonly seed: string;
  readonly workload: WorkloadName;
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
  readonly #pool: readonly string[];

  constructor(options: RecordGeneratorOptions) {
    const random = seedrandom.alea(options.seed);
    this.#pool = makePool(new KeyedDraw(random.int32()));
    this.#draw = new KeyedDraw(random.int32());
    this.#workload = WORKLOADS[options.workload];
  }

  /** Record number `sequence`, a safe integer >= 0. */
  record(sequence: number): RaftAttribute {
    const draw = this.#draw;
    draw.begin(sequence);
    const attrId = { high: 0, low: ATTR_ID_MIN + draw.below(ATTR_IDS) };
    const attrName = drawTextId(draw);
    const counts = this.#workload(draw);
    return {
      attrId,
      attrName,
      ages: this.#ages(counts),
      locations: this.#locations(counts),
      timestamp: i64Plus(FIRST_TIMESTAMP, sequence * NANOSECONDS_BETWEEN),
    };
  }

  #ages(counts: RecordCounts): number[] {
    const ages: number[] = [];
    for (let i = 0; i < counts.ages; i++) {
      ages.push(1 + this.#draw.below(AGE_MAX));
    }
    return ages;
  }

  #locations(counts: RecordCounts): Location[] {
    let key = this.#draw.below(POOL_IDS);
    let value = this.#draw.below(POOL_IDS);
    const locations: Location[] = [];
    for (let i = 0; i < counts.locations; i++) {
      locations.push([this.#pool[key] as string, this.#pool[value] as string]);
      key = (key + 1) % POOL_IDS;
      value = (value + 1) % POOL_IDS;
    }
    return locations;
  }
}

function makePool(draw: KeyedDraw): string[] {
  return Array.from({ length: POOL_IDS }, (_, index) => {
    draw.begin(index);
    return drawTextId(draw);
  });
}
