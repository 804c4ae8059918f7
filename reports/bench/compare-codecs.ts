import { formatNumber } from '../../bench/result/format.ts';
import { grouped } from './grouped.ts';

const SAME_BELOW = 1.05;

interface Difference {
  readonly group: string;
  readonly fastest: string;
  readonly slowest: string;
  readonly times: number;
}

/**
 * How much longer the slowest codec takes than the fastest, for every group, as sentences.
 *
 * @param groupOf - a verb, such as "save", or one with what it does it to.
 * @param timeOf - what is to be small.
 */
export function compareCodecs<Row extends { readonly codec: string }>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
  timeOf: (row: Row) => number,
): string {
  const differences = [...grouped(rows, groupOf)].flatMap(([group, members]) => {
    const sorted = [...members].sort((a, b) => timeOf(a) - timeOf(b));
    const [fastest, slowest] = [sorted[0], sorted.at(-1)];
    return fastest === undefined || slowest === undefined || fastest === slowest
      ? []
      : [{ group, ...pair(fastest, slowest, timeOf) }];
  });
  const sentences = [...grouped(differences, (item) => `${item.slowest} ${item.fastest}`).values()];
  return sentences.length === 0 ? 'One codec was measured.' : sentences.map(sentence).join(' ');
}

function pair<Row extends { readonly codec: string }>(
  fastest: Row,
  slowest: Row,
  timeOf: (row: Row) => number,
): Omit<Difference, 'group'> {
  const times = timeOf(slowest) / Math.max(timeOf(fastest), Number.MIN_VALUE);
  return { fastest: fastest.codec, slowest: slowest.codec, times };
}

function sentence(differences: readonly Difference[]): string {
  const [first] = differences;
  const parts = differences.map(({ group, times }) =>
    times < SAME_BELOW ? `as long to ${group}` : `${formatNumber(times)} times as long to ${group}`,
  );
  return `Compared with ${first?.fastest}, ${first?.slowest} takes ${listed(parts)}.`;
}

/** "a", "a and b", "a, b and c". */
function listed(parts: readonly string[]): string {
  return parts.length < 2
    ? parts.join('')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
