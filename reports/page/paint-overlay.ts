/// <reference lib="dom" />
import { AXIS_PX, BASELINE_PX } from './layout.ts';
import { messageColour } from './paint-rows.ts';
import { termColour } from './palette.ts';
import { isMessage, messageClass } from './row-class.ts';
import type { Brush, Scene } from './scene.ts';

/** Messages on their way at one instant that are drawn, at most. */
const UNDER_WAY_MAX = 200;

/** The instant, and what is on its way then. */
export function paintOverlay(brush: Brush | null, scene: Scene, nowMicros: number): void {
  const { viewport, palette, layout, index, story } = scene;
  if (brush === null) {
    return;
  }
  brush.clearRect(0, 0, viewport.left + viewport.width + 8, layout.height);
  if (!viewport.shows(nowMicros)) {
    return;
  }
  const x = viewport.x(nowMicros);
  brush.strokeStyle = palette.text;
  brush.lineWidth = 1.5;
  brush.beginPath();
  brush.moveTo(x, AXIS_PX - 5);
  brush.lineTo(x, layout.height);
  brush.stroke();
  brush.fillStyle = palette.text;
  brush.beginPath();
  brush.moveTo(x - 6, AXIS_PX - 12);
  brush.lineTo(x + 6, AXIS_PX - 12);
  brush.lineTo(x, AXIS_PX - 3);
  brush.fill();
  const lanes = new Map(layout.lanes.map(({ node, y }) => [node, y + BASELINE_PX]));
  let drawn = 0;
  index.forEachWithin(nowMicros, nowMicros, (row) => {
    const { rows } = story;
    const from = lanes.get(rows.node[row] as number);
    const to = lanes.get(rows.peer[row] as number);
    if (isMessage(rows, row) && from !== undefined && to !== undefined && drawn < UNDER_WAY_MAX) {
      const [begin, end] = [rows.atMicros[row] as number, rows.untilMicros[row] as number];
      const share = end > begin ? (nowMicros - begin) / (end - begin) : 0;
      brush.fillStyle = messageColour(messageClass(rows, row), palette);
      brush.beginPath();
      brush.arc(x, from + share * (to - from), 4, 0, 2 * Math.PI);
      brush.fill();
      drawn++;
    }
  });
}

/** The whole run in one line: who led, what struck, and which part of it is in the picture. */
export function paintOverview(brush: Brush | null, scene: Scene, width: number): void {
  const { story, palette, layout, roles, viewport } = scene;
  if (brush === null) {
    return;
  }
  const x = (atMicros: number) => (atMicros / Math.max(1, story.endMicros)) * width;
  brush.clearRect(0, 0, width, 50);
  for (const { fromMicros, untilMicros, row } of story.bands) {
    brush.fillStyle =
      row === 'crashes' ? palette.down : row === 'links' ? palette.vote : palette.cut;
    brush.globalAlpha = 0.5;
    const y = row === 'crashes' ? 10 : row === 'partitions' ? 2 : 6;
    brush.fillRect(x(fromMicros), y, Math.max(1, x(untilMicros) - x(fromMicros)), 4);
  }
  brush.globalAlpha = 1;
  const height = Math.max(2, Math.floor(24 / Math.max(1, layout.lanes.length)));
  for (const [at, { first }] of layout.lanes.entries()) {
    for (const span of roles.get(first) ?? []) {
      if (span.role === 'leader') {
        brush.fillStyle = termColour(span.term, palette);
        const left = x(span.fromMicros);
        brush.fillRect(left, 17 + at * height, Math.max(1, x(span.untilMicros) - left), height - 1);
      }
    }
  }
  if (story.violationRow !== null) {
    brush.fillStyle = palette.bad;
    brush.fillRect(x(story.openMicros) - 1, 0, 3, 44);
  }
  brush.strokeStyle = palette.text;
  brush.lineWidth = 1.5;
  const [from, until] = [x(viewport.fromMicros), x(viewport.untilMicros)];
  brush.strokeRect(from + 0.75, 0.75, Math.max(3, until - from - 1.5), 42.5);
}
