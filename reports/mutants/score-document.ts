import { cellsOf, gateText, HEADINGS, unexpectedText } from '../../sim/cli/mutants/print-score.ts';
import type { Score } from '../../sim/cli/mutants/score.ts';

const BEGIN = '<!-- mutants: written by `npm run score` -->';
const END = '<!-- mutants: end -->';
const COLUMNS = [...HEADINGS, 'number'];

/**
 * `document` with this score in the place that is kept for it.
 *
 * @param conditions - what was run, where, and when: one sentence
 * @throws Error when the document keeps no place
 */
export function withScore(document: string, score: Score, conditions: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`expected ${BEGIN} and ${END} in the document`);
  }
  const section = scoreSection(score, conditions);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${section}\n${document.slice(end)}`;
}

function scoreSection(score: Score, conditions: string): string {
  const { killed, total, falseAlarms, gates, rows } = score;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `${conditions} ${killed} of ${total} found, ${falseAlarms} harmless flagged.`,
    '',
    ...[...gates.map(gateText), ...unexpectedText(rows)].map((text) => `- ${text}`),
    '',
    line(COLUMNS),
    `|${'---|'.repeat(COLUMNS.length)}`,
    ...rows.map((row) => {
      const [id = '', ...others] = cellsOf(row);
      return line([`\`${id}\``, ...others, row.number === null ? '–' : String(row.number)]);
    }),
    '',
  ].join('\n');
}
