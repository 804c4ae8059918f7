import test from 'ava';
import {
  neverReachedText,
  situationsSection,
} from '../../../../reports/sweep/situations/situations-section.ts';
import { sampleSituations } from './sample-situations.ts';

test('the section says how much was reached, what never was, and which seed shows what is rare', (t) => {
  const { markup } = situationsSection(sampleSituations()).body;
  t.regex(markup, /40 runs came through 2 of [\d,]+ situations/);
  t.regex(markup, /One run more is expected to reach 0\.025 new ones/);
  t.regex(markup, /<span>20 runs<\/span>.*width:[\d.]+%.*<span class="value">2<\/span>/);
  t.regex(markup, /leader; no message; members stable; no snapshot; disk<\/td>/);
  t.true(markup.includes('npm run sim -- --seed N --profile disk'));
  t.true(markup.includes('disk.stall=4096…'));
  t.regex(markup, /<td class="wide">joint<\/td>/);
});

test('the list of what was never reached has a line for each cell, and none that was', (t) => {
  const { totals } = sampleSituations();
  const lines = neverReachedText(totals).trimEnd().split('\n');
  const { reachable, reached } = totals.summary;
  t.is(lines.length, reachable - reached);
  t.false(lines.includes('leader; no message; members stable; no snapshot; disk'));
  t.true(lines.includes('leader; no message; members stable; no snapshot; clock'));
});
