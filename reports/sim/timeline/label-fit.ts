import type { TimeScale, Zoom } from './time-scale.ts';

const CHARACTER_PX = 6.4;
const PADDING_PX = 8;

/** How many pixels a label takes. */
export function labelPixels(text: string): number {
  return text.length * CHARACTER_PX + PADDING_PX;
}

/** The class of what is shown from a zoom on. */
export function zoomClass(zoom: Zoom): string {
  return zoom === 1 ? '' : `from-${zoom}`;
}

/** The first zoom at which `text` fits into so much time; undefined when it never does. */
export function zoomToFit(scale: TimeScale, micros: number, text: string): Zoom | undefined {
  return scale.zooms.find((zoom) => scale.pixels(micros, zoom) >= labelPixels(text));
}

export interface Label {
  readonly atMicros: number;
  readonly text: string;
}

/**
 * For labels that begin where they stand, in order of time: the first zoom at which each overlaps
 * none before it that is also shown.
 */
export function placeLabels<L extends Label>(
  scale: TimeScale,
  labels: readonly L[],
): { readonly label: L; readonly zoom: Zoom }[] {
  const zoomOf = new Map<L, Zoom>();
  for (const zoom of scale.zooms) {
    placeAt(scale, labels, zoomOf, zoom);
  }
  return labels.flatMap((label) => {
    const zoom = zoomOf.get(label);
    return zoom === undefined ? [] : [{ label, zoom }];
  });
}

/** Adds what fits at `zoom` between the labels that are shown already. */
function placeAt<L extends Label>(
  scale: TimeScale,
  labels: readonly L[],
  zoomOf: Map<L, Zoom>,
  zoom: Zoom,
): void {
  const shown = labels.filter((label) => zoomOf.has(label));
  let next = 0;
  let freeFromMicros = -Infinity;
  const lengthMicros = (label: L) => labelPixels(label.text) / scale.pixels(1, zoom);
  for (const label of labels) {
    if (label === shown[next]) {
      next++;
      freeFromMicros = label.atMicros + lengthMicros(label);
      continue;
    }
    const freeUntilMicros = shown[next]?.atMicros ?? Infinity;
    const endMicros = label.atMicros + lengthMicros(label);
    if (label.atMicros >= freeFromMicros && endMicros <= freeUntilMicros) {
      zoomOf.set(label, zoom);
      freeFromMicros = endMicros;
    }
  }
}

/** The same for labels that must also fit into the time they stand for. */
export function placeWithin<L extends Label & { readonly roomMicros: number }>(
  scale: TimeScale,
  labels: readonly L[],
): { readonly label: L; readonly zoom: Zoom }[] {
  return placeLabels(scale, labels).flatMap(({ label, zoom }) => {
    const fits = zoomToFit(scale, label.roomMicros, label.text);
    return fits === undefined ? [] : [{ label, zoom: fits > zoom ? fits : zoom }];
  });
}
