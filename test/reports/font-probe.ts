import { renderChart } from '../../reports/charts/render-chart.ts';
import { LIGHT } from '../../reports/charts/theme.ts';
import { SAMPLE_CHART } from './sample-chart.ts';

// Run as a program: the sample chart as it looks on the machine that runs it.
process.stdout.write(renderChart(SAMPLE_CHART, LIGHT).toString('base64'));
