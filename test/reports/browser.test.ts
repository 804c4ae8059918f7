import { renderBenchReport } from '../../reports/bench/bench-report.ts';
import { sampleResults } from '../bench/sample-results.ts';
import { assertQuiet, CHROMIUM, inBrowser, VIEWS } from './quiet-page.ts';

for (const view of VIEWS) {
  const name = `${view.width} pixels wide in the ${view.colorScheme} theme`;
  inBrowser(`the report is whole and quiet at ${name} (needs ${CHROMIUM})`, async (t) => {
    await assertQuiet(t, view, renderBenchReport(sampleResults()));
  });
}
