import type { ScoreRow } from '../../sim/cli/mutants/score.ts';
import { countOf } from '../../sim/cli/mutants/shrunk-size.ts';
import type { Chart } from '../charts/chart.ts';

/** What a bar holds at most. */
const SIZES = [0, 1, 3, 6, 12, 50, Number.POSITIVE_INFINITY];

/** To how many faults and operations runs that found a mutant were shrunk; nothing where none was. */
export function shrunkChart(rows: readonly ScoreRow[]): Chart[] {
  const counts = rows
    .filter(({ tier, killed }) => killed && tier !== 0 && tier !== 'harmless')
    .flatMap(({ shrunk }) => (shrunk?.isSame === true ? [countOf(shrunk.after)] : []));
  if (counts.length === 0) {
    return [];
  }
  return [
    {
      kind: 'bars',
      title: 'Shrunk to so many faults and operations',
      axis: 'mutants',
      labels: SIZES.map(labelOf),
      series: [
        {
          name: 'mutants',
          values: SIZES.map((size, at) => {
            const floor = SIZES[at - 1] ?? -1;
            return counts.filter((count) => count > floor && count <= size).length;
          }),
        },
      ],
      format: (value) => String(value),
    },
  ];
}

function labelOf(size: number, at: number): string {
  const least = (SIZES[at - 1] ?? -1) + 1;
  if (size === Number.POSITIVE_INFINITY) {
    return `${least} or more`;
  }
  return least === size ? String(size) : `${least} to ${size}`;
}
