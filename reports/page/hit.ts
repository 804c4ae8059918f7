import { ROW_KINDS, type StoryRows } from '../../sim/record/story/story.ts';
import { BASELINE_PX, DISK_PX, type Layout } from './layout.ts';
import { isMessage, messageClass } from './row-class.ts';
import type { RowIndex } from './row-index.ts';
import type { Viewport } from './viewport.ts';

/** How far from a mark a finger may be. */
const REACH_PX = 9;

export type Hit =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'operation'; readonly id: number }
  | { readonly kind: 'lane'; readonly node: number }
  | { readonly kind: 'nothing' };

/** What stands at a point of the picture. */
export function hitAt(
  { x, y }: { readonly x: number; readonly y: number },
  scene: {
    readonly layout: Layout;
    readonly viewport: Viewport;
    readonly index: RowIndex;
    readonly rows: StoryRows;
    readonly group: number;
    readonly heartbeats: boolean;
  },
): Hit {
  const { layout, viewport } = scene;
  if (x < viewport.left) {
    const lane = layout.lanes.find((each) => y >= each.y && y < each.y + 58);
    return lane === undefined ? { kind: 'nothing' } : { kind: 'lane', node: lane.node };
  }
  for (const { operations } of layout.keys) {
    const box = operations.find(({ operation, y: top }) => {
      const until = operation.untilMicros ?? Number.POSITIVE_INFINITY;
      const isBeside = x < viewport.x(operation.fromMicros) - 5 || x > viewport.x(until) + 5;
      return !isBeside && y >= top - 2 && y <= top + 8;
    });
    if (box !== undefined) {
      return { kind: 'operation', id: box.operation.id };
    }
  }
  const row = nearestRow({ x, y }, scene);
  return row === null ? { kind: 'nothing' } : { kind: 'row', row };
}

function nearestRow(
  point: { readonly x: number; readonly y: number },
  scene: Parameters<typeof hitAt>[1],
): number | null {
  const { viewport, index, rows, layout, group, heartbeats } = scene;
  const lanes = new Map(layout.lanes.map(({ node, y }) => [node, y]));
  let best: number | null = null;
  let least = REACH_PX;
  const [from, until] = [viewport.micros(point.x - REACH_PX), viewport.micros(point.x + REACH_PX)];
  index.forEachWithin(from, until, (row) => {
    const about = rows.group[row] as number;
    const isBeat = isMessage(rows, row) && messageClass(rows, row) === 'heartbeat' && !heartbeats;
    if ((about === 0 || about === group) && !isBeat) {
      const distance = distanceTo(point, row, { rows, viewport, lanes });
      if (distance < least) {
        least = distance;
        best = row;
      }
    }
  });
  return best;
}

function distanceTo(
  { x, y }: { readonly x: number; readonly y: number },
  row: number,
  {
    rows,
    viewport,
    lanes,
  }: {
    readonly rows: StoryRows;
    readonly viewport: Viewport;
    readonly lanes: ReadonlyMap<number, number>;
  },
): number {
  const kind = ROW_KINDS[rows.kind[row] as number];
  const top = lanes.get(rows.node[row] as number) ?? lanes.get(rows.peer[row] as number);
  if (top === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  const fromX = viewport.x(rows.atMicros[row] as number);
  const toX = viewport.x(rows.untilMicros[row] as number);
  if (kind === 'message') {
    const end = lanes.get(rows.peer[row] as number) ?? top;
    const [fromY, toY] = [top + BASELINE_PX, end + BASELINE_PX];
    return distanceToLine(x, y, { fromX, fromY, toX, toY });
  }
  const middle = kind === 'disk' || kind === 'store' ? top + DISK_PX + 2 : top + BASELINE_PX;
  const beside = Math.max(fromX - x, 0, x - toX);
  return Math.hypot(beside, (y - middle) / (kind === 'disk' ? 1 : 2));
}

/** From a point to the nearest point of a line with two ends. */
export function distanceToLine(
  x: number,
  y: number,
  line: {
    readonly fromX: number;
    readonly fromY: number;
    readonly toX: number;
    readonly toY: number;
  },
): number {
  const [dx, dy] = [line.toX - line.fromX, line.toY - line.fromY];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - line.fromX) * dx + (y - line.fromY) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - line.fromX - share * dx, y - line.fromY - share * dy);
}
