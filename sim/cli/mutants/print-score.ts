import type { Gate, Score, ScoreRow } from './score.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[39m';
const HEADINGS = [
  'mutant',
  'tier',
  'killed by',
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
    `${killed} of ${total} killed`,
    ...gates.map(gateText),
  ].join('\n');
}

/** A mistake that was not found, or a harmless mutant that was. */
export function isBad({ tier, killed }: ScoreRow): boolean {
  return killed === (tier === 'harmless');
}

/** The cells of a row, in the order of the headings. */
export function cellsOf(row: ScoreRow): string[] {
  return [
    row.id,
    String(row.tier),
    killedBy(row),
    row.seeds === null ? '–' : String(row.seeds),
    row.virtualSeconds.toFixed(1),
    row.wallSeconds.toFixed(1),
    row.killed ? (row.shrunkTo ?? 'not shrunk') : '–',
    String(row.survivedRuns),
  ];
}

export function gateText({ name, killed, total, state }: Gate): string {
  const words = { met: 'met', missed: 'MISSED', open: 'not decided: too few runs' };
  return `${name}: ${killed} of ${total}, ${words[state]}`;
}

function killedBy({ oracle, killed, tier }: ScoreRow): string {
  if (killed) {
    return tier === 'harmless' ? `FALSE ALARM: ${oracle}` : (oracle ?? '');
  }
  return tier === 'harmless' ? 'nobody' : 'SURVIVED';
}
