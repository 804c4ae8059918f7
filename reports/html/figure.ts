import { type Chart, chartInWords } from '../charts/chart.ts';
import { chartSize } from '../charts/chart-size.ts';
import { renderChart } from '../charts/render-chart.ts';
import { type ChartTheme, DARK, LIGHT } from '../charts/theme.ts';
import { type Html, html } from './html.ts';

/** A chart as an image in the page, drawn once for each theme. */
export function figure(chart: Chart): Html {
  const { width, height } = chartSize(chart);
  return html`<figure>
<figcaption>${chart.title}</figcaption>
<picture>
<source media="(prefers-color-scheme: dark)" srcset="${dataUri(chart, DARK)}">
<img src="${dataUri(chart, LIGHT)}" alt="${chartInWords(chart)}" width="${width}" height="${height}">
</picture>
</figure>
`;
}

/** Charts beside each other where there is room. */
export function figures(charts: readonly Chart[]): Html {
  return html`<div class="charts">
${charts.map(figure)}</div>
`;
}

function dataUri(chart: Chart, theme: ChartTheme): string {
  return `data:image/png;base64,${renderChart(chart, theme).toString('base64')}`;
}
