import type { Span } from '../../../sim/record/recording.ts';
import { type Html, html } from '../../html/html.ts';
import { labelPixels, zoomClass, zoomToFit } from './label-fit.ts';
import type { TimeScale, Zoom } from './time-scale.ts';

/** Where a shape stands in its row, in pixels from the top. */
export interface Place {
  readonly top: number;
  readonly height: number;
}

/** A span of time as a bar; `title` is shown by a pointer that rests on it. */
export function bar(
  scale: TimeScale,
  span: Span,
  { top, height }: Place,
  className: string,
  title: string,
): Html {
  return html`<rect class="${className}" x="${scale.x(span.fromMicros)}" y="${top}" width="${scale.width(span)}" height="${height}"><title>${title}</title></rect>`;
}

/** A label inside a bar, from the zoom on at which it fits. */
export function barLabel(
  scale: TimeScale,
  span: Span,
  baseline: number,
  className: string,
  text: string,
): Html | undefined {
  const fromMicros = Math.max(span.fromMicros, scale.fromMicros);
  const untilMicros = Math.min(span.untilMicros, scale.untilMicros);
  const zoom = zoomToFit(scale, untilMicros - fromMicros, text);
  return zoom === undefined
    ? undefined
    : label(scale, fromMicros, baseline, `${className} ${zoomClass(zoom)}`, text);
}

/** Text that begins at a moment, or ends there when it would stick out at the end. */
export function label(
  scale: TimeScale,
  atMicros: number,
  baseline: number,
  className: string,
  text: string,
): Html {
  const isLast = scale.pixels(scale.untilMicros - atMicros, 1) < labelPixels(text);
  const side = isLast ? html`text-anchor="end" dx="-4"` : html`dx="4"`;
  return html`<text class="${className}" x="${scale.x(atMicros)}" ${side} y="${baseline}">${text}</text>`;
}

/** One of the page's glyphs at a moment. */
export function glyph(
  scale: TimeScale,
  atMicros: number,
  y: number,
  name: GlyphName,
  title: string,
  zoom: Zoom = 1,
): Html {
  return html`<use class="glyph ${name} ${zoomClass(zoom)}" href="#${name}" x="${scale.x(atMicros)}" y="${y}"><title>${title}</title></use>`;
}

/** A line from the top to the bottom of its row. */
export function line(scale: TimeScale, atMicros: number, className: string, title: string): Html {
  const x = scale.x(atMicros);
  return html`<line class="${className}" x1="${x}" x2="${x}" y1="0" y2="100%"><title>${title}</title></line>`;
}

export type GlyphName =
  | 'crash'
  | 'power-cut'
  | 'restart'
  | 'saved'
  | 'installed'
  | 'vote'
  | 'refused'
  | 'broken';
