/// <reference lib="dom" />
import type { Brush } from './scene.ts';

/** A brush for a canvas as wide as its place on the page, sharp on every screen. */
export function sharpBrush(canvas: HTMLCanvasElement, height: number): Brush | null {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const size = [Math.round(width * scale), Math.round(height * scale)] as const;
  if (canvas.width !== size[0] || canvas.height !== size[1]) {
    [canvas.width, canvas.height] = size;
    canvas.style.height = `${height}px`;
  }
  const brush = canvas.getContext('2d');
  brush?.setTransform(scale, 0, 0, scale, 0, 0);
  return brush;
}
