/// <reference lib="dom" />
import type { StoryRole } from '../../sim/record/story/story.ts';
import { BASELINE_PX, DISK_PX, LANE_PX, type LaneBox } from './layout.ts';
import { termColour } from './palette.ts';
import type { MachineSpan, RoleSpan } from './role-spans.ts';
import type { Brush, Scene } from './scene.ts';
import type { Viewport } from './viewport.ts';

/** How high a role stands in its lane, and the sign it has: never by colour alone. */
const SHAPES: Readonly<Record<StoryRole, { readonly height: number; readonly sign: string }>> = {
  absent: { height: 0, sign: '' },
  follower: { height: 5, sign: '' },
  preCandidate: { height: 11, sign: '△' },
  candidate: { height: 17, sign: '▲' },
  leader: { height: 24, sign: '★' },
  learner: { height: 5, sign: '○' },
  witness: { height: 5, sign: '□' },
  waiting: { height: 3, sign: '…' },
  removed: { height: 3, sign: '×' },
  quarantined: { height: 11, sign: '!' },
};

export function signOf(role: StoryRole): string {
  return SHAPES[role].sign;
}

/** Bands of faults, each with whom it struck. */
export function paintBands(brush: Brush, { layout, viewport, palette }: Scene): void {
  brush.font = '10px system-ui, sans-serif';
  for (const { y, bands, name } of layout.bands) {
    const colour =
      name === 'partitions' ? palette.cut : name === 'links' ? palette.vote : palette.learner;
    let labelled = viewport.left;
    for (const band of bands) {
      if (band.untilMicros < viewport.fromMicros || band.fromMicros > viewport.untilMicros) {
        continue;
      }
      const [x, width] = extent(viewport, band.fromMicros, band.untilMicros);
      brush.globalAlpha = 0.28;
      brush.fillStyle = colour;
      brush.fillRect(x, y + 1, width, 12);
      brush.globalAlpha = 1;
      brush.strokeStyle = colour;
      brush.strokeRect(x + 0.5, y + 1.5, Math.max(1, width - 1), 11);
      if (x >= labelled) {
        const room = { x, y: y + 10.5, width, colour: palette.text };
        labelled = label(brush, band.short, room) ? x + brush.measureText(band.short).width : x;
      }
    }
  }
}

export function paintLanes(brush: Brush, scene: Scene): void {
  for (const lane of scene.layout.lanes) {
    const { palette, viewport } = scene;
    brush.strokeStyle = palette.line;
    brush.beginPath();
    brush.moveTo(viewport.left, lane.y + LANE_PX - 0.5);
    brush.lineTo(viewport.left + viewport.width, lane.y + LANE_PX - 0.5);
    brush.stroke();
    for (const span of scene.roles.get(lane.first) ?? []) {
      if (isIn(span, viewport) && span.role !== 'absent') {
        paintRole(brush, lane, span, scene);
      }
    }
    for (const span of scene.machines.get(lane.node) ?? []) {
      if (isIn(span, viewport)) {
        paintMachine(brush, lane, span, scene);
      }
    }
  }
}

function paintRole(
  brush: Brush,
  { y }: LaneBox,
  span: RoleSpan,
  { viewport, palette }: Scene,
): void {
  const { height, sign } = SHAPES[span.role];
  const [x, width] = extent(viewport, span.fromMicros, span.untilMicros);
  const top = y + BASELINE_PX - height / 2;
  brush.fillStyle = termColour(span.term, palette);
  brush.strokeStyle = brush.fillStyle;
  brush.globalAlpha = span.isAsleep ? 0.3 : span.role === 'follower' ? 0.75 : 1;
  if (span.role === 'leader' || span.role === 'follower' || width < 4) {
    brush.fillRect(x, top, width, height);
  } else {
    hatch(brush, { x, y: top, width, height }, span.role === 'candidate' ? 4 : 6);
  }
  brush.globalAlpha = 1;
  if (span.isJoint) {
    brush.strokeStyle = palette.learner;
    brush.strokeRect(x, y + BASELINE_PX - 15, width, 30);
  }
  const words = [
    `${sign}${sign === '' ? '' : ' '}term ${span.term}`,
    ...(span.isJoint ? ['JOINT'] : []),
    ...(span.isAsleep ? ['zzz'] : []),
  ].join(' · ');
  const inside = span.role === 'leader';
  const colour = inside ? palette.card : palette.muted;
  brush.font = inside ? '600 11px system-ui, sans-serif' : '10px system-ui, sans-serif';
  label(brush, words, { x, y: inside ? top + 16 : y + BASELINE_PX - 11, width, colour });
}

const MACHINE_WORDS: Readonly<Record<MachineSpan['kind'], string>> = {
  down: 'DOWN',
  paused: 'paused',
  off: 'off',
  'full disk': 'disk full',
  'damaged disk': 'disk damaged',
};

function paintMachine(
  brush: Brush,
  { y }: LaneBox,
  { kind, fromMicros, untilMicros }: MachineSpan,
  { viewport, palette }: Scene,
): void {
  const [x, width] = extent(viewport, fromMicros, untilMicros);
  const isDisk = kind === 'full disk' || kind === 'damaged disk';
  const box = isDisk
    ? { x, y: y + DISK_PX - 3, width, height: 11 }
    : { x, y: y + 6, width, height: LANE_PX - 12 };
  brush.strokeStyle = isDisk ? palette.bad : kind === 'paused' ? palette.paused : palette.down;
  brush.fillStyle = brush.strokeStyle;
  brush.globalAlpha = 0.12;
  brush.fillRect(box.x, box.y, box.width, box.height);
  brush.globalAlpha = kind === 'off' ? 0.25 : 0.6;
  hatch(brush, box, kind === 'paused' ? 5 : 9);
  brush.globalAlpha = 1;
  brush.font = '600 10px system-ui, sans-serif';
  const middle = isDisk ? box.y + 9 : y + BASELINE_PX + 4;
  label(brush, MACHINE_WORDS[kind], { x, y: middle, width, colour: palette.text });
}

/** Slanted lines in a box with an edge. */
function hatch(
  brush: Brush,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  gap: number,
): void {
  brush.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), Math.max(1, height - 1));
  brush.save();
  brush.beginPath();
  brush.rect(x, y, width, height);
  brush.clip();
  brush.beginPath();
  for (let at = x - height; at < x + width; at += gap) {
    brush.moveTo(at, y + height);
    brush.lineTo(at + height, y);
  }
  brush.stroke();
  brush.restore();
}

/** Left edge and width in pixels, cut to what is in sight, so that nothing is drawn for miles. */
export function extent(
  viewport: Viewport,
  fromMicros: number,
  untilMicros: number,
): [number, number] {
  const left = Math.max(viewport.left - 1, viewport.x(fromMicros));
  const right = Math.min(viewport.left + viewport.width + 4, viewport.x(untilMicros));
  return [left, Math.max(1, right - left)];
}

function isIn(
  { fromMicros, untilMicros }: { readonly fromMicros: number; readonly untilMicros: number },
  viewport: Viewport,
): boolean {
  return untilMicros >= viewport.fromMicros && fromMicros <= viewport.untilMicros;
}

/** Words at the beginning of a box, where they fit into it; returns whether they do. */
function label(
  brush: Brush,
  words: string,
  { x, y, width, colour }: { x: number; y: number; width: number; colour: string },
): boolean {
  const fits = width > 12 && brush.measureText(words).width < width - 6;
  if (fits) {
    brush.fillStyle = colour;
    brush.fillText(words, x + 3, y);
  }
  return fits;
}
