/// <reference lib="dom" />

/** Colours of the page's theme, as the style of the page names them. */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
  readonly bad: string;
  readonly vote: string;
  readonly append: string;
  readonly snapshot: string;
  readonly light: string;
  readonly disk: string;
  readonly down: string;
  readonly paused: string;
  readonly cut: string;
  readonly good: string;
  readonly learner: string;
  readonly isDark: boolean;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: of('--text'),
    muted: of('--muted'),
    line: of('--line'),
    card: of('--card'),
    accent: of('--accent'),
    bad: of('--broken'),
    vote: of('--candidate'),
    append: of('--leader'),
    snapshot: of('--cut'),
    light: of('--follower'),
    disk: of('--good'),
    down: of('--down'),
    paused: of('--paused'),
    cut: of('--cut'),
    good: of('--good'),
    learner: of('--learner'),
    isDark: matchMedia('(prefers-color-scheme: dark)').matches,
  };
}

const HUES = [212, 28, 158, 320, 48, 260, 190, 355];

/** Terms that follow each other have hues far apart. */
export function termColour(term: number, { isDark }: Palette): string {
  const hue = HUES[term % HUES.length] ?? 0;
  return isDark ? `hsl(${hue} 62% 62%)` : `hsl(${hue} 62% 42%)`;
}
