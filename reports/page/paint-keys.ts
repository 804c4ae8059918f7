/// <reference lib="dom" />
import type { OperationBox } from './layout.ts';
import { extent } from './paint-lanes.ts';
import type { Brush, Scene } from './scene.ts';

/** Below this many pixels between two effects, their numbers would run into each other. */
const NUMBER_PX_MIN = 14;

/** Operations by key, each from its call to its answer, and the order in which they took effect. */
export function paintKeys(brush: Brush, scene: Scene): void {
  const { layout, palette, viewport } = scene;
  for (const [at, { key, y, operations }] of layout.keys.entries()) {
    brush.font = '600 11px system-ui, sans-serif';
    brush.fillStyle = palette.text;
    const words = at === 0 ? `${key}: operations, and the order they took effect in` : key;
    brush.fillText(words, viewport.left + 4, y + 10);
    let last = Number.NEGATIVE_INFINITY;
    for (const box of operations) {
      last = paintOperation(brush, box, scene, last);
    }
  }
}

/** Returns where the last number stands. */
function paintOperation(brush: Brush, box: OperationBox, scene: Scene, last: number): number {
  const { viewport, palette, story, chosenOperation } = scene;
  const { operation, y } = box;
  const until = operation.untilMicros ?? story.endMicros;
  if (until < viewport.fromMicros || operation.fromMicros > viewport.untilMicros) {
    return last;
  }
  const [x, width] = extent(viewport, operation.fromMicros, until);
  const colour = operation.isFailing
    ? palette.bad
    : operation.outcome === 'completed'
      ? palette.good
      : operation.outcome === 'failed'
        ? palette.down
        : palette.vote;
  const isChosen = chosenOperation === operation.id;
  brush.fillStyle = colour;
  brush.globalAlpha = isChosen || operation.isFailing ? 0.9 : 0.4;
  brush.fillRect(x, y, Math.max(2, width), 6);
  brush.globalAlpha = 1;
  if (operation.outcome === 'unknown') {
    // Open to the right: it may take effect at any later time.
    brush.strokeStyle = colour;
    brush.setLineDash([2, 2]);
    brush.strokeRect(x + 0.5, y + 0.5, Math.max(2, width), 5);
    brush.setLineDash([]);
  }
  if (isChosen || operation.isFailing) {
    brush.strokeStyle = palette.text;
    brush.strokeRect(x - 1.5, y - 1.5, Math.max(2, width) + 3, 9);
  }
  return operation.effectMicros === null ? last : paintEffect(brush, box, scene, last);
}

function paintEffect(
  brush: Brush,
  { operation, y }: OperationBox,
  { viewport, palette }: Scene,
  last: number,
): number {
  const x = viewport.x(operation.effectMicros ?? 0);
  brush.fillStyle = palette.text;
  brush.beginPath();
  brush.moveTo(x, y - 1);
  brush.lineTo(x + 3, y + 3);
  brush.lineTo(x, y + 7);
  brush.lineTo(x - 3, y + 3);
  brush.fill();
  if (x - last < NUMBER_PX_MIN) {
    return last;
  }
  brush.font = '8.5px system-ui, sans-serif';
  brush.fillText(`${operation.place + 1}`, x + 4, y + 7);
  return x;
}
