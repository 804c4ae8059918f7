import { guaranteeOf, type Survival } from '../../bench/durability/guarantees.ts';
import { formatCount, formatMicros, formatShare } from '../../bench/result/format.ts';
import type { BenchResults } from '../../bench/result/results.ts';
import { figures } from '../html/figure.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { type TableColumn, table } from '../html/table.ts';
import { durabilityCharts } from './durability-charts.ts';
import { costOf, type DurabilityCosts, durabilityCosts, shareOfNone } from './durability-costs.ts';
import { withUnmeasured } from './mode-order.ts';

const SURVIVAL_WORDS: Readonly<Record<Survival, string>> = {
  kept: '✓ all kept',
  'recent lost': '◐ latest lost',
  lost: '✗ lost',
};
const SURVIVAL_CLASS: Readonly<Record<Survival, string>> = {
  kept: 'good',
  'recent lost': 'warn',
  lost: 'bad',
};
const MISSING = '–';

/** What each sync mode promises, beside what it was measured to cost. */
export function durabilitySection(results: BenchResults): Section {
  const costs = durabilityCosts(results);
  const modes = withUnmeasured(costs?.costs.map((cost) => cost.mode) ?? []);
  return {
    id: 'durability',
    title: 'What each durability setting keeps, and what it costs',
    body: html`<p class="lead">${leadOf(costs)}</p>
${costs !== undefined && figures(durabilityCharts(costs))}
${table('Durability settings', columns(costs), modes)}
<p class="muted">When only a process crashes, every setting keeps what was acknowledged. Term and vote are synced in every setting; it relaxes entries alone.</p>`,
  };
}

function leadOf(costs: DurabilityCosts | undefined): string {
  return costs === undefined
    ? 'This run measured no durability setting; this is what each promises.'
    : `Measured as ${costs.operation}: ${costs.conditions}.`;
}

function columns(costs: DurabilityCosts | undefined): TableColumn<string>[] {
  return [
    { heading: 'setting', align: 'left', value: (mode) => html`<strong>${mode}</strong>` },
    { heading: 'power loss', align: 'left', value: survivalBadge },
    ...(costs === undefined ? [] : costColumns(costs)),
    {
      heading: 'what it promises',
      align: 'left',
      wide: true,
      value: (mode) => guaranteeOf(mode).sentence,
    },
  ];
}

function costColumns(costs: DurabilityCosts): TableColumn<string>[] {
  const figureOf = (heading: string, value: (mode: string) => string): TableColumn<string> => ({
    heading,
    align: 'right',
    value,
  });
  return [
    figureOf('ops/s', (mode) => optional(costOf(costs, mode)?.opsPerSecond, formatCount)),
    figureOf('vs none', (mode) => optional(shareOfNone(costs, mode), formatShare)),
    figureOf('median', (mode) => optional(costOf(costs, mode)?.medianUs, formatMicros)),
    figureOf('p99', (mode) => optional(costOf(costs, mode)?.p99Us, formatMicros)),
  ];
}

function survivalBadge(mode: string): Html {
  const survival = guaranteeOf(mode).powerLoss;
  return html`<span class="badge ${SURVIVAL_CLASS[survival]}">${SURVIVAL_WORDS[survival]}</span>`;
}

function optional(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? MISSING : format(value);
}
