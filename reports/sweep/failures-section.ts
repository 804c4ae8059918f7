import { readable } from '../../sim/cli/print-run.ts';
import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { type Html, html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { counted } from '../sim/words.ts';

/** Seeds of one signature that are named. */
const SEEDS_SHOWN = 40;

type Signature = SweepLine['signatures'][number];

/** What failed, alike things together, each with the command that shows it again. */
export function failuresSection({ signatures, failures, resumed }: SweepLine): Section {
  const earlier =
    resumed.failed > 0 &&
    html`<p class="callout">The store has ${counted(resumed.failed, 'failure')} of earlier runs of the same build; they were not run again and are not listed here.</p>`;
  const reports = new Map(failures.map(({ seed, report }) => [seed, report]));
  const body =
    failures.length === 0
      ? html`<p>No run failed.</p>${earlier}`
      : html`<p>${counted(failures.length, 'run')} failed. Runs whose oracles said the same, but for numbers, stand together: ${counted(signatures.length, 'kind')}.</p>${earlier}
${signatures.map((signature) => kind(signature, reports))}`;

  return { id: 'failures', title: 'Failures', body };
}

function kind(
  { oracle, message, exitCode, seeds, reproduce }: Signature,
  reports: ReadonlyMap<string, string | null>,
): Html {
  const more = seeds.length - SEEDS_SHOWN;
  const [sentence = '', ...rest] = readable(message).split('\n');
  const shown = seeds.slice(0, SEEDS_SHOWN).map((seed, at) => {
    const report = reports.get(seed) ?? null;
    const name = report === null ? seed : html`<a href="${report}">${seed}</a>`;
    return html`${at === 0 ? '' : ', '}${name}`;
  });
  return html`<div class="callout bad">
<p><strong>${oracle}</strong> (exit code ${exitCode}), ${counted(seeds.length, 'seed')}: ${sentence}</p>
<code class="command">${reproduce}</code>
<p class="muted">${seeds.length === 1 ? 'Seed' : 'Seeds'} ${shown}${more > 0 && ` and ${more} more`}. Where a seed is a link, its run was made again and recorded, and its report shows it event by event.</p>
${rest.length > 0 && html`<details><summary>All that was said</summary><code class="command">${readable(message)}</code></details>`}
</div>`;
}
