import { type Content, type Html, html } from '../../html/html.ts';

/** One row of a timeline: a label that stays in sight, and a drawing as wide as the run. */
export interface Row {
  readonly label: Content;
  /** What the drawing shows, for those who cannot see it. */
  readonly words: string;
  readonly heightPx: number;
  readonly drawing: Content;
  readonly className?: string;
}

export function renderRow({ label, words, heightPx, drawing, className = '' }: Row): Html {
  return html`<div class="row ${className}"><div class="label">${label}</div><svg role="img" aria-label="${words}" height="${heightPx}">${drawing}</svg></div>
`;
}
