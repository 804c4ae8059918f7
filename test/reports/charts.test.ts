import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type Chart, chartInWords } from '../../reports/charts/chart.ts';
import { chartSize } from '../../reports/charts/chart-size.ts';
import { renderChart } from '../../reports/charts/render-chart.ts';
import { type ChartTheme, DARK, LIGHT } from '../../reports/charts/theme.ts';
import { runWithoutFonts, whyFontsStay } from './hidden-fonts.ts';
import { pixelsOf } from './picture.ts';
import { SAMPLE_CHART } from './sample-chart.ts';

const lines: Chart = { ...SAMPLE_CHART, kind: 'lines', logarithmic: true };

test('a chart is a PNG with twice the pixels of its size', (t) => {
  const png = renderChart(SAMPLE_CHART, LIGHT);
  t.is(png.subarray(1, 4).toString('latin1'), 'PNG');
  t.is(png.readUInt32BE(16), chartSize(SAMPLE_CHART).width * 2);
  t.is(png.readUInt32BE(20), chartSize(SAMPLE_CHART).height * 2);
});

test('the same chart gives the same bytes', (t) => {
  t.deepEqual(renderChart(SAMPLE_CHART, LIGHT), renderChart(SAMPLE_CHART, LIGHT));
  t.deepEqual(renderChart(lines, DARK), renderChart(lines, DARK));
});

test('text leaves ink in its own colour, and a chart without text has none of it', async (t) => {
  const wordless: Chart = { ...SAMPLE_CHART, labels: ['', '', ''], format: () => '' };
  const [series] = SAMPLE_CHART.series;
  const silent = { ...wordless, series: series === undefined ? [] : [series] };
  for (const theme of [LIGHT, DARK]) {
    t.is(await pixelsOf(renderChart(silent, theme), theme.text), 0);
    t.true((await pixelsOf(renderChart(SAMPLE_CHART, theme), theme.text)) > 1000);
  }
});

const fontsStay = whyFontsStay();
const FONTLESS = 'a machine without any font draws the same picture';

if (fontsStay === null) {
  test(FONTLESS, (t) => {
    const probe = fileURLToPath(new URL('./font-probe.js', import.meta.url));
    const child = runWithoutFonts([process.execPath, probe]);
    t.is(child.status, 0, child.stderr || child.error?.message);
    t.is(child.stdout, renderChart(SAMPLE_CHART, LIGHT).toString('base64'));
  });
} else {
  test.skip(`${FONTLESS} (fonts cannot be hidden here: ${fontsStay})`, () => {});
}

test('more bars make a higher chart, and a phone can still read it', (t) => {
  const longer = { ...SAMPLE_CHART, labels: [...SAMPLE_CHART.labels, 'sync', 'dsync'] };
  t.true(chartSize(longer).height > chartSize(SAMPLE_CHART).height);
  t.true(chartSize(longer).width <= 480);
});

test('a chart of nothing but zeros can be drawn', (t) => {
  const zeros = { ...SAMPLE_CHART, series: [{ name: 'a', values: [0, 0, 0] }] };
  t.notThrows(() => renderChart(zeros, LIGHT));
  t.notThrows(() => renderChart({ ...zeros, labels: [], series: [] }, LIGHT));
});

test('the chart in words has every value and skips gaps', (t) => {
  t.is(
    chartInWords(SAMPLE_CHART),
    'Speed, operations per second: none binary 300, fdatasync binary 200, each binary 100, none thrift 250, fdatasync thrift 180.',
  );
});

test('in words, a chart of many values ends before it becomes a burden', (t) => {
  const labels = Array.from({ length: 60 }, (_, at) => `label ${at}`);
  const many = { ...SAMPLE_CHART, labels, series: [{ name: 'a', values: labels.map(() => 1) }] };
  t.regex(chartInWords(many), /and more in the table\.$/);
});

for (const [name, theme] of [
  ['light', LIGHT],
  ['dark', DARK],
] as const) {
  test(`in the ${name} theme text and every series stand out from the background`, (t) => {
    t.true(contrast(theme.text, theme) >= 7);
    t.true(contrast(theme.muted, theme) >= 4.5);
    t.deepEqual(
      theme.series.filter((colour) => contrast(colour, theme) < 3),
      [],
    );
  });
}

/** WCAG 2 contrast ratio against the theme's background. */
function contrast(colour: string, theme: ChartTheme): number {
  const [a, b] = [luminance(colour), luminance(theme.background)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
