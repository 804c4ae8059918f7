/** One set of bars or one line; `null` leaves a gap. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Which of the theme's colours it has; its place among the series when absent. */
  readonly colour?: number;
}

/** What a chart shows, without a word about colours and pixels. */
export interface Chart {
  /** Horizontal bars from zero, or lines over ordered labels. */
  readonly kind: 'bars' | 'lines';
  readonly title: string;
  /** Quantity and unit of the values. */
  readonly axis: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** A value as it is written into the chart. */
  readonly format: (value: number) => string;
  /** Each label has one bar, and the series only give it its colour. */
  readonly oneBarPerLabel?: boolean;
  /** Lines only: equal ratios look equally far apart. */
  readonly logarithmic?: boolean;
}

const ALT_VALUES_MAX = 24;

/** The chart in words, for those who cannot see it. */
export function chartInWords(chart: Chart): string {
  const values = chart.series.flatMap((series) =>
    series.values.flatMap((value, at) =>
      value === null ? [] : [`${pointName(chart, series, at)} ${chart.format(value)}`],
    ),
  );
  const shown = values.slice(0, ALT_VALUES_MAX).join(', ');
  const more = values.length > ALT_VALUES_MAX ? ', and more in the table' : '';
  return `${chart.title}, ${chart.axis}: ${shown}${more}.`;
}

function pointName(chart: Chart, series: Series, at: number): string {
  const label = chart.labels[at] ?? '';
  return chart.series.length === 1 || chart.oneBarPerLabel === true
    ? label
    : `${label} ${series.name}`;
}
