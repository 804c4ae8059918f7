import { guaranteeOf, type Survival } from '../../bench/durability/guarantees.ts';
import { formatCount, formatNumber } from '../../bench/result/format.ts';
import type { Chart, Series } from '../charts/chart.ts';
import { costOf, type DurabilityCosts, type ModeCost } from './durability-costs.ts';
import { inModeOrder } from './mode-order.ts';

/** What survives power loss, in words, and the place of its colour. */
const SERIES: readonly (readonly [Survival, string, number])[] = [
  ['kept', 'survives power loss', 0],
  ['recent lost', 'loses the latest writes', 1],
  ['lost', 'survives only a process crash', 4],
];
/** A bar so many times as long as the next one would make all others unreadable. */
const OUTLIER = 8;
const US_PER_MS = 1000;
const MICROSECONDS_BELOW = 10 * US_PER_MS;

/** Throughput and latency of each mode. */
export function durabilityCharts(costs: DurabilityCosts): Chart[] {
  const outlier = outlierOf(costs.costs);
  const modes = inModeOrder(costs.costs.map((cost) => cost.mode));
  const drawn = modes.filter((mode) => mode !== outlier?.mode);
  return [throughput(costs, drawn, outlier), latency(costs, modes)];
}

function outlierOf(costs: readonly ModeCost[]): ModeCost | undefined {
  const [first, second] = [...costs].sort((a, b) => b.opsPerSecond - a.opsPerSecond);
  return first !== undefined &&
    second !== undefined &&
    first.opsPerSecond > OUTLIER * second.opsPerSecond
    ? first
    : undefined;
}

/** One bar for each mode; its colour says what the mode keeps. */
function throughput(
  costs: DurabilityCosts,
  modes: readonly string[],
  outlier: ModeCost | undefined,
): Chart {
  const all = SERIES.map(([survival, name, colour]): Series => {
    const speedOf = (mode: string): number | null =>
      guaranteeOf(mode).powerLoss === survival ? (costOf(costs, mode)?.opsPerSecond ?? null) : null;
    return { name, colour, values: modes.map(speedOf) };
  });
  const leftOut =
    outlier === undefined
      ? ''
      : ` (not drawn: ${outlier.mode}, ${formatCount(outlier.opsPerSecond)})`;
  return {
    kind: 'bars',
    title: 'Throughput of each setting',
    axis: `operations per second${leftOut}`,
    labels: modes,
    series: all.filter(({ values }) => values.some((value) => value !== null)),
    format: formatCount,
    oneBarPerLabel: true,
  };
}

function latency(costs: DurabilityCosts, modes: readonly string[]): Chart {
  const all = costs.costs.map((cost) => cost.p99Us ?? cost.medianUs ?? 0);
  const inMicros = Math.max(...all) < MICROSECONDS_BELOW;
  const valuesOf = (field: 'medianUs' | 'p99Us'): (number | null)[] =>
    modes.map((mode) => {
      const us = costOf(costs, mode)?.[field];
      return us === undefined ? null : us / (inMicros ? 1 : US_PER_MS);
    });
  return {
    kind: 'bars',
    title: 'Latency of each setting',
    axis: inMicros ? 'microseconds' : 'milliseconds',
    labels: modes,
    series: [
      { name: 'median', values: valuesOf('medianUs'), colour: 6 },
      { name: 'p99', values: valuesOf('p99Us'), colour: 3 },
    ],
    format: formatNumber,
  };
}
