import { DIMENSION_NAMES, DIMENSIONS, type Dimension, situationOf } from './dimensions.ts';

/** Values of some dimensions that no run has brought together, though it could. */
export interface Absence {
  readonly values: readonly { readonly dimension: Dimension; readonly value: string }[];
  /** Cells that can be reached and have all of these values. */
  readonly cells: number;
}

/**
 * What was never reached, in as few words as say it: no combination is named that is part of another
 * one's words. Those of few dimensions first, then those that stand for many cells.
 */
export function neverReached(
  reachable: readonly number[],
  isReached: (cell: number) => boolean,
): Absence[] {
  const found: { readonly subset: number; readonly cell: number; readonly cells: number }[] = [];
  const named = new Map<number, Set<number>>();
  for (const subset of subsetsBySize()) {
    const missing = new Map<number, { cell: number; cells: number }>();
    const there = new Set<number>();
    for (const cell of reachable) {
      const place = projected(cell, subset);
      if (isReached(cell)) {
        there.add(place);
        missing.delete(place);
      } else if (!there.has(place)) {
        const known = missing.get(place) ?? { cell, cells: 0 };
        missing.set(place, { cell: known.cell, cells: known.cells + 1 });
      }
    }
    named.set(subset, new Set(missing.keys()));
    for (const { cell, cells } of missing.values()) {
      if (!isImplied(cell, subset, named)) {
        found.push({ subset, cell, cells });
      }
    }
  }
  return found
    .sort((a, b) => sizeOf(a.subset) - sizeOf(b.subset) || b.cells - a.cells || a.cell - b.cell)
    .map(({ subset, cell, cells }) => ({ values: valuesOf(cell, subset), cells }));
}

function isImplied(
  cell: number,
  subset: number,
  named: ReadonlyMap<number, ReadonlySet<number>>,
): boolean {
  return DIMENSION_NAMES.some((_, at) => {
    const smaller = subset & ~(1 << at);
    return smaller !== subset && named.get(smaller)?.has(projected(cell, smaller)) === true;
  });
}

/** Sets of dimensions as bits, those of one first; not the empty one. */
function subsetsBySize(): number[] {
  const all = Array.from({ length: (1 << DIMENSION_NAMES.length) - 1 }, (_, at) => at + 1);
  return all.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
}

function sizeOf(subset: number): number {
  return DIMENSION_NAMES.filter((_, at) => (subset & (1 << at)) !== 0).length;
}

/** The same for cells that agree in the dimensions of `subset`. */
function projected(cell: number, subset: number): number {
  let rest = cell;
  let place = 0;
  let scale = 1;
  for (let at = DIMENSION_NAMES.length - 1; at >= 0; at--) {
    const size = DIMENSIONS[DIMENSION_NAMES[at] as Dimension].length;
    if ((subset & (1 << at)) !== 0) {
      place += (rest % size) * scale;
    }
    scale *= size;
    rest = Math.floor(rest / size);
  }
  return place;
}

function valuesOf(cell: number, subset: number): Absence['values'] {
  const situation = situationOf(cell);
  return DIMENSION_NAMES.filter((_, at) => (subset & (1 << at)) !== 0).map((dimension) => ({
    dimension,
    value: situation[dimension],
  }));
}
