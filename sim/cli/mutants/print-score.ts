import type { Gate } from './gates.ts';
import { isDecided, type Score, type ScoreRow } from './score.ts';
import { countOf } from './shrunk-size.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[39m';
/** Behind an oracle that was not expected to find the mutant. */
export const MARK = '†';
/** Above the cells of a row. */
export const HEADINGS = [
  'mutant',
  'tier',
  'killed by',
  'in',
  'seeds to kill',
  'virtual s',
  'wall s',
  'shrunk size',
  'survived runs',
] as const;

/** The score as a table for people; survivors and false alarms are red where there are colours. */
export function scoreTable({ rows, gates, killed, total }: Score, inColour: boolean): string {
  const cells = rows.map(cellsOf);
  const widths = HEADINGS.map((heading, at) =>
    Math.max(heading.length, ...cells.map((row) => (row[at] as string).length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd();
  const painted = rows.map((row, at) => {
    const text = line(cells[at] as readonly string[]);
    return inColour && isBad(row) ? `${RED}${text}${PLAIN}` : text;
  });
  return [
    line(HEADINGS),
    ...painted,
    '',
    killedText({ killed, total }),
    ...gates.map(gateText),
    ...unexpectedText(rows),
    ...undecidedText(rows),
  ].join('\n');
}

/** The score in words; canary and harmless mutants are not in it. */
export function killedText({ killed, total }: Pick<Score, 'killed' | 'total'>): string {
  return total === 0
    ? 'no mutant of a tier from 1 to 3 was chosen'
    : `${killed} of ${total} killed`;
}

/** A mistake that was not found, or a harmless mutant that was. */
function isBad(row: ScoreRow): boolean {
  return isDecided(row) && row.killed === (row.tier === 'harmless');
}

/** The cells of a row, in the order of the headings. */
export function cellsOf(row: ScoreRow): string[] {
  return [
    row.id,
    String(row.tier),
    killedBy(row),
    row.killed ? (row.hunt ?? '–') : '–',
    row.seeds === null ? '–' : String(row.seeds),
    row.virtualSeconds.toFixed(1),
    row.wallSeconds.toFixed(1),
    shrunkText(row),
    String(row.survivedRuns),
  ];
}

/** As `112 → 3 (3 nodes, 0.81 s)`: faults and operations before and after. */
export function shrunkText({ killed, shrunk }: ScoreRow): string {
  if (!killed) {
    return '–';
  }
  if (shrunk === undefined) {
    return 'not shrunk';
  }
  if (shrunk === null || !shrunk.isSame) {
    return 'cannot be replayed';
  }
  const { before, after } = shrunk;
  const rest = `${after.nodes} nodes, ${after.virtualSeconds.toFixed(2)} s`;
  return `${countOf(before)} → ${countOf(after)} (${rest})`;
}

export function gateText({ name, killed, total, state, tier }: Gate): string {
  const open = tier === null ? 'not decided: too few were shrunk' : 'not decided: too few runs';
  const words = { met: 'met', missed: 'MISSED', open };
  return `${name}: ${killed} of ${total}, ${words[state]}`;
}

/** Which mark is on whom, where somebody has one. */
export function unexpectedText(rows: readonly ScoreRow[]): string[] {
  const count = rows.filter(isUnexpected).length;
  return count === 0 ? [] : [`${MARK} ${count} found by an oracle that the mutant does not name`];
}

/** A mistake that was found by another oracle than those that were expected to. */
export function isUnexpected({ expected, tier }: ScoreRow): boolean {
  return expected === false && tier !== 'harmless';
}

function undecidedText(rows: readonly ScoreRow[]): string[] {
  const count = rows.filter((row) => !isDecided(row)).length;
  return count === 0 ? [] : [`not decided: ${count} of ${rows.length}, no run says anything`];
}

function killedBy(row: ScoreRow): string {
  const { oracle, killed, tier } = row;
  if (!isDecided(row)) {
    return 'not decided';
  }
  if (killed) {
    const mark = isUnexpected(row) ? ` ${MARK}` : '';
    return tier === 'harmless' ? `FALSE ALARM: ${oracle}` : `${oracle}${mark}`;
  }
  return tier === 'harmless' ? 'nobody' : 'SURVIVED';
}
