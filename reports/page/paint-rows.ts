/// <reference lib="dom" />
import { ROW_KINDS } from '../../sim/record/story/story.ts';
import { BASELINE_PX, DISK_PX, type LaneBox } from './layout.ts';
import type { Palette } from './palette.ts';
import { isLost, type MessageClass, messageClass } from './row-class.ts';
import type { Brush, Scene } from './scene.ts';

/** More rows than this in sight are a blur; then only what was chosen and what went wrong is drawn. */
const ROWS_MAX = 2500;

const DASHES: Readonly<Record<MessageClass, readonly number[]>> = {
  vote: [5, 3],
  append: [],
  snapshot: [8, 2, 2, 2],
  heartbeat: [1, 3],
  other: [2, 2],
};

/** Draws what happened; returns what there was no room for, in words. */
export function paintRows(brush: Brush, scene: Scene): string {
  const { index, viewport, cone } = scene;
  const many = index.countWithin(viewport.fromMicros, viewport.untilMicros);
  const isCrowded = many > ROWS_MAX;
  const painter = new RowPainter(brush, scene);
  if (!isCrowded) {
    index.forEachWithin(viewport.fromMicros, viewport.untilMicros, (row) => {
      if (cone?.has(row) !== true) {
        painter.paint(row, cone === null ? 'plain' : 'dim');
      }
    });
  }
  for (const row of cone ?? []) {
    painter.paint(row, 'strong');
  }
  return isCrowded
    ? `${many.toLocaleString('en-US')} events in sight: zoom in to see messages and disks.`
    : '';
}

type Weight = 'plain' | 'dim' | 'strong';

class RowPainter {
  readonly #brush: Brush;
  readonly #scene: Scene;
  readonly #lanes: ReadonlyMap<number, LaneBox>;

  constructor(brush: Brush, scene: Scene) {
    this.#brush = brush;
    this.#scene = scene;
    this.#lanes = new Map(scene.layout.lanes.map((lane) => [lane.node, lane]));
  }

  paint(row: number, weight: Weight): void {
    const { rows } = this.#scene.story;
    const { viewport, group } = this.#scene;
    const about = rows.group[row] as number;
    const isSeen =
      (rows.untilMicros[row] as number) >= viewport.fromMicros &&
      (rows.atMicros[row] as number) <= viewport.untilMicros;
    if (!isSeen || (about !== 0 && about !== group && weight !== 'strong')) {
      return;
    }
    this.#brush.globalAlpha = weight === 'dim' ? 0.18 : 1;
    this.#brush.lineWidth = weight === 'strong' ? 2.4 : 1;
    this.#paintKind(row, weight);
    this.#brush.globalAlpha = 1;
    this.#brush.lineWidth = 1;
  }

  #paintKind(row: number, weight: Weight): void {
    const { palette, story } = this.#scene;
    switch (ROW_KINDS[story.rows.kind[row] as number]) {
      case 'message':
        this.#message(row, weight);
        return;
      case 'disk':
      case 'store':
        this.#disk(row);
        return;
      case 'request':
        this.#client(row, story.rows.peer[row] as number, row, 1);
        return;
      case 'reply':
        this.#client(row, story.rows.node[row] as number, row, -1);
        return;
      case 'commit':
        this.#point(row, palette.append, [-3, 7, 3, 7, 0, 13]);
        return;
      case 'snapshot':
        this.#point(row, palette.snapshot, [-4, -4, 4, -4, 4, 4, -4, 4]);
        return;
      case 'cutBack':
        this.#point(row, palette.bad, [4, -8, 4, 8, -5, 0]);
        return;
      case 'members':
        this.#point(row, palette.learner, [0, -7, 5, 0, 0, 7, -5, 0]);
        return;
      case 'violation':
        this.#point(row, palette.bad, [0, -12, 4, -4, 12, 0, 4, 4, 0, 12, -4, 4, -12, 0, -4, -4]);
        return;
      case 'role':
      case 'machine':
        if (weight === 'strong') {
          this.#point(row, palette.text, [0, -6, 6, 0, 0, 6, -6, 0]);
        }
        return;
      default:
        return;
    }
  }

  #message(row: number, weight: Weight): void {
    const { story, heartbeats, palette, viewport } = this.#scene;
    const { rows } = story;
    const kind = messageClass(rows, row);
    const from = this.#lanes.get(rows.node[row] as number);
    const to = this.#lanes.get(rows.peer[row] as number);
    const isHidden = kind === 'heartbeat' && !heartbeats && weight !== 'strong';
    if (from === undefined || to === undefined || isHidden) {
      return;
    }
    const lost = isLost(rows, row);
    const [x, y] = [viewport.x(rows.atMicros[row] as number), from.y + BASELINE_PX];
    const end = viewport.x(rows.untilMicros[row] as number);
    // What was lost at once goes half the way.
    const half = lost && end - x < 4;
    const [toX, toY] = half ? [x + 14, y + (to.y > from.y ? 22 : -22)] : [end, to.y + BASELINE_PX];
    this.#brush.strokeStyle = lost ? palette.bad : messageColour(kind, palette);
    this.#brush.setLineDash([...DASHES[kind]]);
    this.#stroke(x, y, toX, toY);
    this.#brush.setLineDash([]);
    if (lost) {
      this.#cross(toX, toY);
    } else if (weight === 'strong') {
      this.#dot(toX, toY);
    }
  }

  #disk(row: number): void {
    const { story, palette, viewport } = this.#scene;
    const { rows } = story;
    const lane = this.#lanes.get(rows.node[row] as number);
    if (lane !== undefined) {
      const x = viewport.x(rows.atMicros[row] as number);
      const width = Math.max(1.5, viewport.x(rows.untilMicros[row] as number) - x);
      const lost = isLost(rows, row);
      this.#brush.fillStyle = lost ? palette.bad : palette.disk;
      this.#brush.fillRect(x, lane.y + DISK_PX, width, 5);
      if (lost) {
        this.#cross(x + width, lane.y + DISK_PX + 2);
      }
    }
  }

  /** Clients stand below all lanes. */
  #client(row: number, node: number, _row: number, direction: 1 | -1): void {
    const { story, palette, viewport } = this.#scene;
    const lane = this.#lanes.get(node);
    if (lane !== undefined) {
      const at = direction === 1 ? story.rows.untilMicros[row] : story.rows.atMicros[row];
      const x = viewport.x(at as number);
      this.#brush.strokeStyle = isLost(story.rows, row) ? palette.bad : palette.text;
      const y = lane.y + BASELINE_PX + 3;
      this.#stroke(x, y + 14, x, y);
      const tip = direction === 1 ? y : y + 14;
      this.#stroke(x - 3, tip + direction * 4, x, tip);
      this.#stroke(x + 3, tip + direction * 4, x, tip);
    }
  }

  #point(row: number, colour: string, corners: readonly number[]): void {
    const { story, viewport } = this.#scene;
    const lane = this.#lanes.get(story.rows.node[row] as number);
    if (lane === undefined) {
      return;
    }
    const x = viewport.x(story.rows.atMicros[row] as number);
    const y = lane.y + BASELINE_PX;
    this.#brush.fillStyle = colour;
    this.#brush.beginPath();
    for (let i = 0; i < corners.length; i += 2) {
      this.#brush.lineTo(x + (corners[i] as number), y + (corners[i + 1] as number));
    }
    this.#brush.fill();
  }

  #stroke(x: number, y: number, toX: number, toY: number): void {
    this.#brush.beginPath();
    this.#brush.moveTo(x, y);
    this.#brush.lineTo(toX, toY);
    this.#brush.stroke();
  }

  #cross(x: number, y: number): void {
    this.#stroke(x - 4, y - 4, x + 4, y + 4);
    this.#stroke(x - 4, y + 4, x + 4, y - 4);
  }

  #dot(x: number, y: number): void {
    this.#brush.fillStyle = this.#brush.strokeStyle;
    this.#brush.beginPath();
    this.#brush.arc(x, y, 3.2, 0, 2 * Math.PI);
    this.#brush.fill();
  }
}

export function messageColour(kind: MessageClass, palette: Palette): string {
  switch (kind) {
    case 'vote':
      return palette.vote;
    case 'append':
      return palette.append;
    case 'snapshot':
      return palette.snapshot;
    case 'heartbeat':
    case 'other':
      return palette.light;
  }
}
