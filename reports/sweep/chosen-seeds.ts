import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { type Html, html } from '../html/html.ts';

/**
 * What to know of numbers that are of steered runs. A steered sweep that has run its whole range chose
 * nothing but the order.
 */
export function chosenSeeds({ steered, notRun, resumed }: SweepLine): Html | undefined {
  const isPart = notRun + resumed.passed + resumed.failed > 0;
  return steered && isPart
    ? html`<p class="muted">Seeds were chosen for the rare situations that they may reach: these numbers are of runs chosen so, not of what seeds of the range have in the mean.</p>`
    : undefined;
}
