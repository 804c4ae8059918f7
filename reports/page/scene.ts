/// <reference lib="dom" />
import { AXIS_PX, type Layout } from './layout.ts';
import { paintKeys } from './paint-keys.ts';
import { paintBands, paintLanes } from './paint-lanes.ts';
import { paintRows } from './paint-rows.ts';
import type { Palette } from './palette.ts';
import type { MachineSpan, RoleSpan } from './role-spans.ts';
import type { RowIndex } from './row-index.ts';
import type { StoryPage } from './story-bytes.ts';
import { ticksOf, type Viewport } from './viewport.ts';

/** Everything that a picture of a part of the run is made from. */
export interface Scene {
  readonly story: StoryPage;
  readonly index: RowIndex;
  readonly layout: Layout;
  readonly viewport: Viewport;
  readonly palette: Palette;
  readonly group: number;
  readonly roles: ReadonlyMap<number, readonly RoleSpan[]>;
  readonly machines: ReadonlyMap<number, readonly MachineSpan[]>;
  readonly heartbeats: boolean;
  /** What led to what was chosen; null where nothing is. */
  readonly cone: ReadonlySet<number> | null;
  readonly chosenOperation: number | null;
}

export type Brush = CanvasRenderingContext2D;

/** @returns what there was no room for, in words; empty where all is shown */
export function paintScene(brush: Brush, scene: Scene): string {
  const { layout, viewport, palette } = scene;
  brush.clearRect(0, 0, viewport.left + viewport.width, layout.height);
  paintAxis(brush, scene);
  brush.save();
  brush.beginPath();
  brush.rect(viewport.left, 0, viewport.width, layout.height);
  brush.clip();
  paintBands(brush, scene);
  paintLanes(brush, scene);
  const omission = paintRows(brush, scene);
  paintKeys(brush, scene);
  paintMoments(brush, scene);
  brush.restore();
  paintNames(brush, scene);
  brush.fillStyle = palette.text;
  return omission;
}

function paintAxis(brush: Brush, { viewport, palette, layout }: Scene): void {
  brush.font = '11px system-ui, sans-serif';
  brush.textAlign = 'center';
  const ticks = ticksOf(viewport, viewport.width / 90);
  const step = (ticks[1] ?? 1e6) - (ticks[0] ?? 0);
  const digits = Math.min(6, Math.max(0, Math.ceil(6 - Math.log10(Math.max(1, step)))));
  for (const at of ticks) {
    const x = Math.round(viewport.x(at)) + 0.5;
    brush.strokeStyle = palette.line;
    brush.beginPath();
    brush.moveTo(x, AXIS_PX - 4);
    brush.lineTo(x, layout.height);
    brush.stroke();
    brush.fillStyle = palette.muted;
    brush.fillText(`${(at / 1e6).toFixed(digits)} s`, x, 11);
  }
  brush.textAlign = 'left';
}

/** What concerns everybody goes through all of it. */
function paintMoments(brush: Brush, { story, viewport, palette, layout }: Scene): void {
  const line = (atMicros: number, colour: string, dash: number[]) => {
    const x = viewport.x(atMicros);
    brush.strokeStyle = colour;
    brush.lineWidth = 2;
    brush.setLineDash(dash);
    brush.beginPath();
    brush.moveTo(x, AXIS_PX);
    brush.lineTo(x, layout.height);
    brush.stroke();
    brush.setLineDash([]);
    brush.lineWidth = 1;
  };
  if (story.healedMicros !== null) {
    line(story.healedMicros, palette.good, [4, 3]);
  }
  if (story.violationRow !== null) {
    line(story.openMicros, palette.bad, []);
  }
}

function paintNames(brush: Brush, { layout, story, palette, viewport }: Scene): void {
  brush.fillStyle = palette.card;
  brush.fillRect(0, AXIS_PX, viewport.left - 1, layout.height);
  brush.textBaseline = 'middle';
  for (const { name, y } of layout.bands) {
    brush.font = '10px system-ui, sans-serif';
    brush.fillStyle = palette.muted;
    brush.fillText(viewport.left < 60 ? name.slice(0, 6) : name, 2, y + 7, viewport.left - 4);
  }
  for (const { node, y } of layout.lanes) {
    brush.font = '600 14px system-ui, sans-serif';
    brush.fillStyle = palette.text;
    brush.fillText(story.nodes[node]?.name ?? '', 4, y + 26);
    brush.font = '9.5px system-ui, sans-serif';
    brush.fillStyle = palette.muted;
    brush.fillText('disk', 4, y + 48);
  }
  brush.textBaseline = 'alphabetic';
}
