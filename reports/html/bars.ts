import { type Content, type Html, html } from './html.ts';

/** One bar, from 0 to 1, with what it stands for before and its value behind it. */
export interface Bar {
  readonly name: Content;
  readonly share: number;
  readonly value: Content;
  /** Counts as trouble. */
  readonly isBad?: boolean;
}

/** Bars below each other, in the page's own colours; the values stand beside them as text. */
export function bars(name: string, all: readonly Bar[]): Html {
  return html`<div class="bars" role="list" aria-label="${name}">
${all.map(
  (bar) =>
    html`<div class="bar-row" role="listitem"><span>${bar.name}</span><i aria-hidden="true"><b class="${bar.isBad === true ? 'bad' : ''}" style="width:${widthOf(bar.share)}%"></b></i><span class="value">${bar.value}</span></div>\n`,
)}</div>
`;
}

export const BARS_STYLE = `
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: 3px 10px; align-items: center; font-size: 14px; font-variant-numeric: tabular-nums; }
.bar-row { display: contents; }
.bar-row > span:first-child { color: var(--muted); }
.bar-row i { display: block; height: 12px; background: var(--page); border-radius: 2px; }
.bar-row i b { display: block; height: 12px; background: var(--accent); border-radius: 2px; }
.bar-row i b.bad { background: var(--bad); }
.bar-row .value { text-align: right; }
`;

/** What there is any of can be seen. */
function widthOf(share: number): string {
  return share === 0 ? '0' : Math.max(0.7, 100 * Math.min(1, share)).toFixed(1);
}
