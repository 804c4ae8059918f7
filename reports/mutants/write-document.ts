import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Score } from '../../sim/cli/mutants/score.ts';
import { withScore } from './score-document.ts';

const DOCUMENT = 'docs/simulation.md';

/** `npm run score -- FILE WHAT`: puts the score in a `mutants.json` into the document. */
const [file = '', what = ''] = process.argv.slice(2);
const { score, falseAlarms, gates, rows } = JSON.parse(readFileSync(file, 'utf8'));
const measured: Score = { ...score, falseAlarms, gates, rows };
const machine = `${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, Node ${process.version}`;
const text = readFileSync(DOCUMENT, 'utf8');
writeFileSync(DOCUMENT, withScore(text, measured, `Measured ${what}, on ${machine}.`));
