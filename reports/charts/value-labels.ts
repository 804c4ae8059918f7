import type { ChartConfiguration } from 'chart.js';
import type { Chart } from './chart.ts';
import { CHART_FONT } from './fonts.ts';
import type { ChartTheme } from './theme.ts';

const FONT_SIZE = 12;
const GAP = 6;

/** Writes each value at the end of its bar, so that nobody has to measure it on the axis. */
export function valueLabels(
  chart: Chart,
  theme: ChartTheme,
): NonNullable<ChartConfiguration['plugins']>[number] {
  return {
    id: 'valueLabels',
    afterDatasetsDraw: (drawn) => {
      const { ctx } = drawn;
      ctx.save();
      ctx.font = `${FONT_SIZE}px "${CHART_FONT}"`;
      ctx.fillStyle = theme.text;
      ctx.textBaseline = 'middle';
      for (const [at, series] of chart.series.entries()) {
        for (const [i, bar] of drawn.getDatasetMeta(at).data.entries()) {
          const value = series.values[i];
          if (typeof value === 'number') {
            const { x, y } = bar.getProps(['x', 'y'], true);
            ctx.fillText(chart.format(value), x + GAP, y);
          }
        }
      }
      ctx.restore();
    },
  };
}
