import type { KeyedDraw } from './keyed-draw.ts';

/**
 * `mraft`: the records of the seed's generator, 119 to 2867 bytes (seeds.md section 10.1).
 * `2k`: records of the same shape, none below 2,048 bytes.
 */
export type WorkloadName = 'mraft' | '2k';

/** How many elements the two containers of a record have. */
export interface RecordCounts {
  readonly ages: number;
  readonly locations: number;
}

/** Draws the counts of one record. */
export type Workload = (draw: KeyedDraw) => RecordCounts;

const AGES_MAX = 100;
const LOCATIONS_MAX = 50;
/** Bytes of a record as TBinaryProtocol writes it, without any ages and locations. */
const RECORD_BYTES_MIN = 67;
const AGE_BYTES = 4;
const LOCATION_BYTES = 48;
const TWO_KIB = 2048;
/** A mean of 2,142 bytes: one more step would bring it near 2,200. */
const SIZE_STEPS = 4;

export const WORKLOADS: Readonly<Record<WorkloadName, Workload>> = {
  mraft: (draw) => ({ ages: 1 + draw.below(AGES_MAX), locations: 1 + draw.below(LOCATIONS_MAX) }),
  '2k': (draw) => {
    const ages = 1 + draw.below(AGES_MAX);
    return { ages, locations: locationsToTwoKib(ages) + draw.below(SIZE_STEPS) };
  },
};

/** The fewest locations with which a record of that many ages has 2,048 bytes: 33 to 42. */
function locationsToTwoKib(ages: number): number {
  return Math.ceil((TWO_KIB - RECORD_BYTES_MIN - AGE_BYTES * ages) / LOCATION_BYTES);
}
