import { fileURLToPath } from 'node:url';
import { GlobalFonts } from 'canvas';

/** The family under which the package's own fonts are known; no system font has this name. */
export const CHART_FONT = 'Raftlab Sans';

const FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Seen from the compiled file in dist/reports/charts; fonts are not copied to dist. */
const FOLDER = new URL('../../../reports/fonts/', import.meta.url);

/**
 * Makes text visible in charts also on a machine that has no fonts at all.
 *
 * @throws Error when a font file cannot be read.
 */
export function registerChartFonts(): void {
  if (GlobalFonts.has(CHART_FONT)) {
    return;
  }
  for (const file of FILES) {
    const path = fileURLToPath(new URL(file, FOLDER));
    if (GlobalFonts.registerFromPath(path, CHART_FONT) === null) {
      throw new Error(`the font ${path} cannot be read`);
    }
  }
}
