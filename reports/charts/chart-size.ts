import type { Chart } from './chart.ts';

/** Size in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Narrow enough that text stays readable when a phone shrinks the image. */
const WIDTH = 480;
const LINES_HEIGHT = 300;
const FRAME_HEIGHT = 72;
const LEGEND_HEIGHT = 32;
const BAR_HEIGHT = 20;
const GROUP_GAP = 12;

/** As high as its bars need. */
export function chartSize(chart: Chart): ChartSize {
  if (chart.kind === 'lines') {
    return { width: WIDTH, height: LINES_HEIGHT };
  }
  const bars = chart.oneBarPerLabel === true ? 1 : chart.series.length;
  const legend = chart.series.length > 1 ? LEGEND_HEIGHT : 0;
  const group = bars * BAR_HEIGHT + GROUP_GAP;
  return { width: WIDTH, height: FRAME_HEIGHT + legend + chart.labels.length * group };
}
