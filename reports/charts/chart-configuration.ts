import type { ChartConfiguration } from 'chart.js';
import { formatCount } from '../../bench/result/format.ts';
import type { Chart } from './chart.ts';
import { CHART_FONT } from './fonts.ts';
import { type ChartTheme, seriesColour } from './theme.ts';
import { valueLabels } from './value-labels.ts';

const FONT_SIZE = 13;
const PIXEL_RATIO = 2;
/** The axis is so much longer than the longest bar, whose value is written behind it. */
const LABEL_ROOM = 1.18;
const POINT_STYLES = [
  'circle',
  'rect',
  'triangle',
  'rectRot',
  'star',
  'crossRot',
  'cross',
] as const;
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The chart in the words of Chart.js. */
export function chartConfiguration(chart: Chart, theme: ChartTheme): ChartConfiguration {
  return chart.kind === 'bars' ? bars(chart, theme) : lines(chart, theme);
}

function bars(chart: Chart, theme: ChartTheme): ChartConfiguration {
  const stacked = chart.oneBarPerLabel === true;
  return {
    type: 'bar',
    data: {
      labels: [...chart.labels],
      datasets: chart.series.map((series, at) => ({
        label: series.name,
        data: [...series.values],
        backgroundColor: seriesColour(theme, series.colour ?? at),
        maxBarThickness: 18,
        categoryPercentage: 0.8,
        barPercentage: 0.92,
        borderRadius: 2,
      })),
    },
    options: {
      ...frame(chart, theme),
      indexAxis: 'y',
      scales: {
        x: { ...barAxis(chart, theme), stacked },
        y: { ...labelAxis(theme), stacked, grid: { display: false } },
      },
    },
    plugins: [background(theme), valueLabels(chart, theme)],
  };
}

function lines(chart: Chart, theme: ChartTheme): ChartConfiguration {
  return {
    type: 'line',
    data: {
      labels: [...chart.labels],
      datasets: chart.series.map((series, at) => ({
        label: series.name,
        data: [...series.values],
        borderColor: seriesColour(theme, series.colour ?? at),
        backgroundColor: seriesColour(theme, series.colour ?? at),
        borderWidth: 2,
        borderDash: DASHES[at % DASHES.length] ?? [],
        pointStyle: POINT_STYLES[at % POINT_STYLES.length] ?? 'circle',
        pointRadius: 4,
      })),
    },
    options: {
      ...frame(chart, theme),
      scales: { x: labelAxis(theme), y: lineAxis(chart, theme) },
    },
    plugins: [background(theme)],
  };
}

function frame(chart: Chart, theme: ChartTheme) {
  return {
    devicePixelRatio: PIXEL_RATIO,
    font: { family: CHART_FONT, size: FONT_SIZE },
    layout: { padding: { top: 2, right: 10, bottom: 6, left: 10 } },
    plugins: {
      legend: {
        display: chart.series.length > 1,
        position: 'top' as const,
        align: 'start' as const,
        labels: { ...ink(theme.text), usePointStyle: true, boxHeight: 8, padding: 12 },
      },
    },
  };
}

/** From zero to a little more than the longest bar. */
function barAxis(chart: Chart, theme: ChartTheme) {
  const axis = valueAxis(chart, theme);
  const values = chart.series.flatMap((series) => series.values.map((value) => value ?? 0));
  const longest = Math.max(0, ...values);
  const max = longest === 0 ? 1 : longest * LABEL_ROOM;
  return { ...axis, min: 0, max, ticks: { ...axis.ticks, includeBounds: false } };
}

function lineAxis(chart: Chart, theme: ChartTheme) {
  return chart.logarithmic === true
    ? { ...valueAxis(chart, theme), type: 'logarithmic' as const }
    : { ...valueAxis(chart, theme), beginAtZero: true };
}

function valueAxis(chart: Chart, theme: ChartTheme) {
  return {
    title: { display: true, text: chart.axis, ...ink(theme.muted) },
    grid: { color: theme.grid },
    border: { display: false },
    ticks: {
      ...ink(theme.muted),
      maxTicksLimit: 6,
      callback: (value: string | number) => tickText(Number(value)),
    },
  };
}

function labelAxis(theme: ChartTheme) {
  return {
    grid: { color: theme.grid },
    border: { color: theme.grid },
    ticks: { ...ink(theme.text), autoSkip: false },
  };
}

/** As short as a tick can be: 0.5, 20, 1,500. */
function tickText(value: number): string {
  return value >= 1000 ? formatCount(value) : `${Number(value.toPrecision(3))}`;
}

function ink(color: string) {
  return { color, font: { family: CHART_FONT, size: FONT_SIZE } };
}

/** Fills the whole image, so that the chart needs nothing from the page behind it. */
function background(theme: ChartTheme): NonNullable<ChartConfiguration['plugins']>[number] {
  return {
    id: 'background',
    beforeDraw: (drawn) => {
      drawn.ctx.save();
      drawn.ctx.fillStyle = theme.background;
      drawn.ctx.fillRect(0, 0, drawn.width, drawn.height);
      drawn.ctx.restore();
    },
  };
}
