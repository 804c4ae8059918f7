import { type Html, html } from '../../html/html.ts';
import { zoomClass } from './label-fit.ts';
import type { Row } from './row.ts';
import { label } from './shapes.ts';
import type { TimeScale, Zoom } from './time-scale.ts';

const MICROS = 1_000_000;
const TICK_PX_MIN = 44;
/** Steps of an axis, in seconds. */
const STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600];

/** Seconds of virtual time; more of them the further one zooms in. */
export function axisRow(scale: TimeScale): Row {
  return {
    label: 'seconds',
    words: `Time axis from ${scale.fromMicros / MICROS} to ${scale.untilMicros / MICROS} seconds`,
    heightPx: 22,
    className: 'axis',
    drawing: ticksOf(scale).map(({ atMicros, text, zoom }) => tick(scale, atMicros, text, zoom)),
  };
}

/** Faint lines at the ticks that are always shown, to go behind what a row shows. */
export function gridLines(scale: TimeScale): Html[] {
  return ticksOf(scale)
    .filter(({ zoom }) => zoom === 1)
    .map(({ atMicros }) => {
      const x = scale.x(atMicros);
      return html`<line class="grid" x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
    });
}

interface Tick {
  readonly atMicros: number;
  readonly text: string;
  readonly zoom: Zoom;
}

function ticksOf(scale: TimeScale): Tick[] {
  const ticks = new Map<number, Tick>();
  let step = Infinity;
  for (const zoom of scale.zooms) {
    step = stepAt(scale, zoom, step);
    const first = Math.ceil(scale.fromMicros / MICROS / step);
    const last = Math.floor(scale.untilMicros / MICROS / step);
    for (let i = first; i <= last; i++) {
      const atMicros = Math.round(i * step * MICROS);
      const text = `${Math.round(i * step * 100) / 100}`;
      if (!ticks.has(atMicros)) {
        ticks.set(atMicros, { atMicros, text, zoom });
      }
    }
  }
  return [...ticks.values()];
}

/** The smallest step with room for its text that divides the one of the zoom before. */
function stepAt(scale: TimeScale, zoom: Zoom, before: number): number {
  const divides = (step: number) => before === Infinity || Number.isInteger(before / step);
  const fits = (step: number) => scale.pixels(step * MICROS, zoom) >= TICK_PX_MIN && divides(step);
  return STEPS.find(fits) ?? scale.lengthMicros / MICROS / 10;
}

function tick(scale: TimeScale, atMicros: number, text: string, zoom: Zoom): Html {
  const x = scale.x(atMicros);
  const shown = zoomClass(zoom);
  return html`<line class="tick ${shown}" x1="${x}" x2="${x}" y1="15" y2="22"/>${label(scale, atMicros, 13, `tick-text ${shown}`, text)}`;
}
