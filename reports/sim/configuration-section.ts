import type { SimConfig } from '../../sim/config/sim-config.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';

type Setting = readonly [name: string, value: unknown];

/** What the seed decided before the run began. */
export function configurationSection(config: SimConfig): Section {
  const { tuning, network, disk, faults, workload, ...whole } = config;
  const parts = { run: whole, faults, network, disk, workload, engine: tuning };
  return {
    id: 'configuration',
    title: 'What the seed drew',
    body: html`<p>Times of faults are the mean between two of a kind, 0 for never; shares are in parts per million.</p>
${Object.entries(parts).map(([name, part]) => settings(name, Object.entries(part)))}`,
  };
}

function settings(name: string, rows: readonly Setting[]): Html {
  return html`<details><summary>${name}</summary>${table(
    name,
    [
      { heading: 'setting', align: 'left', value: ([setting]) => html`<code>${setting}</code>` },
      { heading: 'value', align: 'right', value: ([setting, value]) => words(setting, value) },
    ],
    rows,
  )}</details>
`;
}

function words(setting: string, value: unknown): string {
  if (typeof value !== 'number') {
    return typeof value === 'object' ? Object.values(value ?? {}).join(' ') : `${value}`;
  }
  return setting.endsWith('Micros') && value >= 1000
    ? `${value} (${value >= 1_000_000 ? `${value / 1_000_000} s` : `${value / 1000} ms`})`
    : `${value}`;
}
