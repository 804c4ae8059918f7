import { FATES, MESSAGE_KINDS, ROW_KINDS, type StoryRows } from '../../sim/record/story/story.ts';

/** What a message is about, as a picture tells it. */
export type MessageClass = 'vote' | 'append' | 'snapshot' | 'heartbeat' | 'other';

const MESSAGE = ROW_KINDS.indexOf('message');
const OPEN = FATES.indexOf('open');
const DONE = FATES.indexOf('done');

const CLASSES: readonly MessageClass[] = MESSAGE_KINDS.map((kind) => {
  switch (kind) {
    case 'preVoteRequest':
    case 'preVoteResponse':
    case 'voteRequest':
    case 'voteResponse':
    case 'timeoutNow':
      return 'vote';
    case 'append':
    case 'appendResponse':
      return 'append';
    case 'installSnapshot':
    case 'snapshotChunk':
    case 'snapshotProgress':
      return 'snapshot';
    case 'heartbeat':
    case 'heartbeatResponse':
    case 'quiesceResponse':
      return 'heartbeat';
    default:
      return 'other';
  }
});

export function isMessage(rows: Pick<StoryRows, 'kind'>, row: number): boolean {
  return rows.kind[row] === MESSAGE;
}

export function messageClass(rows: Pick<StoryRows, 'what'>, row: number): MessageClass {
  return CLASSES[rows.what[row] as number] ?? 'other';
}

/** Whether what the row began did not come to the end that was meant. */
export function isLost(rows: Pick<StoryRows, 'fate'>, row: number): boolean {
  const fate = rows.fate[row] as number;
  return fate !== DONE && fate !== OPEN;
}

/** Whether the row is worth a stop when one steps through a run. */
export function isStop(
  rows: Pick<StoryRows, 'kind' | 'what' | 'group'>,
  row: number,
  { group, heartbeats }: { readonly group: number; readonly heartbeats: boolean },
): boolean {
  const about = rows.group[row] as number;
  const isOther = about !== 0 && about !== group;
  const isBeat = isMessage(rows, row) && messageClass(rows, row) === 'heartbeat';
  return !isOther && (heartbeats || !isBeat);
}

/** The next row that is worth a stop, `step` (1 or -1) by step; null past either end. */
export function nextStop(
  rows: Pick<StoryRows, 'kind' | 'what' | 'group' | 'count'>,
  from: number,
  step: 1 | -1,
  wanted: { readonly group: number; readonly heartbeats: boolean },
): number | null {
  for (let row = from + step; row >= 0 && row < rows.count; row += step) {
    if (isStop(rows, row, wanted)) {
      return row;
    }
  }
  return null;
}
