import { type Html, html } from '../html/html.ts';

/** What a page has at most; a browser is to open it in no time. */
export const PAGE_BYTES_MAX = 20_000_000;

/** What there is to say on a page because of its size. */
export interface SizeNotes {
  /** Why the timeline has no lanes; null where it has. */
  readonly withoutLanes: string | null;
  /** That it is too large all the same. */
  readonly warning: Html | undefined;
}

/**
 * A page that is larger than it should be is drawn without the lanes of its timeline, which "Event by
 * event" has as well; one that still is says so.
 */
export function fittingPage(render: (notes: SizeNotes) => string, bytesMax: number): string {
  const whole = render({ withoutLanes: null, warning: undefined });
  if (bytesOf(whole) <= bytesMax) {
    return whole;
  }
  const withoutLanes = `The lanes of the nodes are left out here: with them this page would have ${megabytes(bytesOf(whole))}. “Event by event” shows them, one group at a time.`;
  const smaller = render({ withoutLanes, warning: undefined });
  const bytes = bytesOf(smaller);
  return bytes <= bytesMax
    ? smaller
    : render({ withoutLanes, warning: warningOf(bytes, bytesMax) });
}

function warningOf(bytes: number, bytesMax: number): Html {
  return html`<p class="callout">This page has ${megabytes(bytes)}, more than the ${megabytes(bytesMax)} that a page should have: a browser may be slow to open it. A shorter run has a smaller one.</p>`;
}

function bytesOf(page: string): number {
  return Buffer.byteLength(page);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
