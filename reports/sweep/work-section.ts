import { formatNumber } from '../../bench/result/format.ts';
import { canaryText } from '../../sim/cli/mutants/canary-check.ts';
import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { counted } from '../sim/words.ts';
import { chosenSeeds } from './chosen-seeds.ts';

/** What clients did, and what was checked of it. */
export function operationsSection(line: SweepLine): Section {
  const { operations, reads, linearizability: keys, elections, committed, cores } = line;
  return {
    id: 'operations',
    title: 'Operations and checks',
    body: html`${chosenSeeds(line)}<dl>
<dt>Operations</dt><dd>${whole(operations.ok)} acknowledged, ${whole(operations.medianOk)} in the median run; ${whole(operations.failed)} failed, ${whole(operations.unknown)} with unknown outcome</dd>
<dt>Special reads</dt><dd>${whole(reads.lease)} by lease, ${whole(reads.bounded)} with a bound of age (${whole(reads.boundedRefused)} more refused)</dd>
<dt>Histories</dt><dd>${whole(keys.ok)} of ${counted(keys.keys, 'key')} linearizable, ${whole(keys.violations)} not, ${whole(keys.inconclusive)} inconclusive</dd>
<dt>Engine</dt><dd>${counted(elections, 'election')}, ${counted(committed, 'entry', 'entries')} committed, ${counted(line.snapshotsSaved, 'snapshot')} saved, ${whole(line.snapshotsInstalled)} installed</dd>
<dt>Healed cores</dt><dd>${whole(cores.tested)} tested while ${counted(cores.frozen, 'machine')} stayed as they were; ${whole(cores.excused)} excused</dd>
</dl>`,
  };
}

/** How long it took, and how far it can be trusted. */
export function effortSection(line: SweepLine): Section {
  const { determinism, canary, wallSeconds, virtualSeconds, resumed } = line;
  return {
    id: 'effort',
    title: 'Time and trust',
    body: html`<dl>
<dt>Time</dt><dd>${formatNumber(wallSeconds)} s with ${counted(line.jobs, 'thread')} for ${whole(Math.round(virtualSeconds))} virtual seconds and ${counted(line.events, 'event')}; ${whole(line.eventsPerSecondPerCore)} events a second on one thread, checks included</dd>
<dt>Canary</dt><dd>${canary === null ? 'not known: the sweep was interrupted' : canaryText(canary)}</dd>
<dt>Determinism</dt><dd>${counted(determinism.compared, 'run')} made again in another process, ${whole(determinism.differing)} came out otherwise</dd>
<dt>Seeds</dt><dd>${counted(line.runs, 'run')} made now, ${counted(line.notRun, 'seed')} left out; the store had ${counted(resumed.passed, 'pass', 'passes')} and ${counted(resumed.failed, 'failure')} before, which are not in the numbers of this page</dd>
<dt>Hash</dt><dd><code>${line.hash}</code> over the hashes of all runs</dd>
</dl>`,
  };
}

function whole(count: number): string {
  return counted(count, '', '').trim();
}
