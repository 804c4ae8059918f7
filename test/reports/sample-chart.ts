import type { Chart } from '../../reports/charts/chart.ts';

/** Two bars for each of three labels. */
export const SAMPLE_CHART: Chart = {
  kind: 'bars',
  title: 'Speed',
  axis: 'operations per second',
  labels: ['none', 'fdatasync', 'each'],
  series: [
    { name: 'binary', values: [300, 200, 100] },
    { name: 'thrift', values: [250, 180, null] },
  ],
  format: (value) => `${value}`,
};
