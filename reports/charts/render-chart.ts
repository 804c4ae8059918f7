import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Chart } from './chart.ts';
import { chartConfiguration } from './chart-configuration.ts';
import { type ChartSize, chartSize } from './chart-size.ts';
import { registerChartFonts } from './fonts.ts';
import type { ChartTheme } from './theme.ts';

const canvases = new Map<string, ChartJSNodeCanvas>();

/** The chart as a PNG with twice the pixels of `chartSize`; the same chart gives the same bytes. */
export function renderChart(chart: Chart, theme: ChartTheme): Buffer {
  registerChartFonts();
  return canvasOf(chartSize(chart)).renderToBufferSync(
    chartConfiguration(chart, theme),
    'image/png',
  );
}

/** Setting one up costs as much as drawing, so they are kept. */
function canvasOf({ width, height }: ChartSize): ChartJSNodeCanvas {
  const key = `${width}x${height}`;
  const canvas = canvases.get(key) ?? new ChartJSNodeCanvas({ width, height });
  canvases.set(key, canvas);
  return canvas;
}
