import type { StoryOperation } from '../../sim/record/story/story.ts';
import type { StoryBand, StoryPage } from './story-bytes.ts';

export const AXIS_PX = 20;
const BAND_PX = 15;
export const LANE_PX = 58;
/** From the top of a lane. */
export const BASELINE_PX = 26;
export const DISK_PX = 46;
const KEY_TITLE_PX = 15;
const OPERATION_PX = 9;
/** Operations of one key above each other, at most. */
const ROWS_PER_KEY_MAX = 12;
const MARGIN_PX = 8;

/** What crashes and pauses do is in the lanes. */
const IN_LANES = ['crashes', 'pauses'];

export interface LaneBox {
  readonly node: number;
  /** Where the replica's cells begin. */
  readonly first: number;
  readonly y: number;
}

export interface BandRow {
  readonly name: string;
  readonly y: number;
  readonly bands: readonly StoryBand[];
}

export interface OperationBox {
  readonly operation: StoryOperation;
  readonly y: number;
}

export interface KeyBox {
  readonly key: string;
  readonly y: number;
  readonly height: number;
  readonly operations: readonly OperationBox[];
}

/** Where everything stands, from top to bottom. */
export interface Layout {
  readonly bands: readonly BandRow[];
  readonly lanes: readonly LaneBox[];
  readonly keys: readonly KeyBox[];
  readonly height: number;
}

/** The lanes of one group, below the faults and above the keys that are shown. */
export function layOutStory(story: StoryPage, group: number, keys: readonly string[]): Layout {
  let y = AXIS_PX;
  const names = [...new Set(story.bands.map(({ row }) => row))];
  const bands = names
    .filter((name) => !IN_LANES.includes(name))
    .map((name) => {
      const row = { name, y, bands: story.bands.filter((band) => band.row === name) };
      y += BAND_PX;
      return row;
    });
  y += MARGIN_PX;
  const lanes = story.states.cells
    .filter((cells) => cells.kind === 'replica' && cells.group === group)
    .sort((a, b) => a.node - b.node)
    .map(({ node, first }) => {
      const lane = { node, first, y };
      y += LANE_PX;
      return lane;
    });
  y += MARGIN_PX;
  const boxes = keys.map((key) => {
    const box = keyBox(story, key, y);
    y += box.height;
    return box;
  });
  return { bands, lanes, keys: boxes, height: y + MARGIN_PX };
}

/** Operations that overlap stand below each other. */
function keyBox(story: StoryPage, key: string, y: number): KeyBox {
  const ends: number[] = [];
  const operations = story.operations
    .filter((operation) => operation.key === key)
    .map((operation) => {
      const free = ends.findIndex((end) => end <= operation.fromMicros);
      const row = free >= 0 ? free : Math.min(ends.length, ROWS_PER_KEY_MAX - 1);
      ends[row] = operation.untilMicros ?? story.endMicros;
      return { operation, y: y + KEY_TITLE_PX + row * OPERATION_PX };
    });
  const height = KEY_TITLE_PX + Math.max(1, ends.length) * OPERATION_PX + MARGIN_PX;
  return { key, y, height, operations };
}

/** Keys in the order in which they are worth a look: what has no order first, then the busiest. */
export function keysByInterest(story: Pick<StoryPage, 'operations'>): string[] {
  const weight = new Map<string, number>();
  for (const { key, isFailing } of story.operations) {
    weight.set(key, (weight.get(key) ?? 0) + (isFailing ? 1e9 : 1));
  }
  return [...weight].sort((a, b) => b[1] - a[1]).map(([key]) => key);
}
