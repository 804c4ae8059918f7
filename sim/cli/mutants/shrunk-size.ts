import type { ShrunkSize } from './score.ts';

/** Faults and operations together. */
export function countOf({ faults, operations }: ShrunkSize): number {
  return faults + operations;
}
