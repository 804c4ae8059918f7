import type { Place } from './shapes.ts';

/** A lane from top to bottom, in pixels: roles, links in trouble, the growth of the log. */
export const LANE: Place = { top: 0, height: 50 };
/** On which the bars of roles stand. */
export const BASELINE = 26;
export const STRIP: Place = { top: 28, height: 4 };
export const CURVE: Place = { top: 33, height: 15 };
