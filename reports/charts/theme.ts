/** The colours of a chart. */
export interface ChartTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** At least 3:1 against the background, and apart from each other without red against green. */
  readonly series: readonly string[];
}

export const LIGHT: ChartTheme = {
  background: '#ffffff',
  text: '#1c2733',
  muted: '#52606d',
  grid: '#e3e8ee',
  series: ['#1f5fbf', '#c2570c', '#0f7b6c', '#8a4bb5', '#b3265e', '#6b6a00', '#52606d'],
};

export const DARK: ChartTheme = {
  background: '#161d26',
  text: '#e8eef5',
  muted: '#a3b1bf',
  grid: '#2c3745',
  series: ['#6ea8fe', '#f0a35e', '#4fd1bd', '#c79bf2', '#f28cb1', '#d6cf5c', '#a7b3c0'],
};

/** The colour of series number `at`. */
export function seriesColour(theme: ChartTheme, at: number): string {
  return theme.series[at % theme.series.length] ?? theme.text;
}
