import { ancestorsOf, causesOf } from './ancestors.ts';
import { rowWords, secondsText } from './row-words.ts';
import { MESSAGE_KINDS, ROW_KINDS, type Story } from './story.ts';

/** The end of what led to a violation. */
export interface LastCauses {
  /** How many events led to it; heartbeats aside, but for those that it shows in. */
  readonly all: number;
  /** In the order in which they happened. */
  readonly shown: readonly number[];
  /** Those of them in which the violation shows. */
  readonly direct: readonly number[];
}

/**
 * What a violation shows in, however long ago, and what else led to it last; at most `max` rows. Where
 * it is that nothing happened, only what moved last.
 */
export function lastCauses(
  story: Pick<Story, 'rows' | 'violationRow' | 'standings'>,
  max: number,
): LastCauses {
  const { rows, violationRow, standings } = story;
  if (violationRow === null) {
    return { all: 0, shown: [], direct: [] };
  }
  const set = causesOf(rows, violationRow);
  if (standings.length > 0) {
    const moves = set.sort((a, b) => a - b);
    return { all: moves.length, shown: moves.slice(-max), direct: [] };
  }
  const all = ancestorsOf(rows, [violationRow]).filter(
    (row) => row !== violationRow && (set.includes(row) || !isHeartbeat(story, row)),
  );
  // What had come for the turn in which it broke is among them, after what the replica had decided.
  const direct = set.slice(-max);
  const others = all.filter((row) => !direct.includes(row));
  const shown = [...direct, ...others.slice(others.length - (max - direct.length))];
  shown.sort((a, b) => a - b);
  return { all: all.length, shown, direct };
}

/** Heartbeats say little. */
function isHeartbeat({ rows }: Pick<Story, 'rows'>, row: number): boolean {
  const kind = MESSAGE_KINDS[rows.what[row] as number];
  const isMessage = ROW_KINDS[rows.kind[row] as number] === 'message';
  return isMessage && (kind === 'heartbeat' || kind === 'heartbeatResponse');
}

/** What a row tells in such a list: of a message in which the violation shows, also when it came. */
export function causeWords(story: Story, row: number, { direct }: LastCauses): string {
  const isMessage = ROW_KINDS[story.rows.kind[row] as number] === 'message';
  const came = secondsText(story.rows.untilMicros[row] as number);
  return `${rowWords(story, row)}${isMessage && direct.includes(row) ? `, came at ${came}` : ''}`;
}
