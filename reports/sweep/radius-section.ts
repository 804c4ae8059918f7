import type { SweepLine } from '../../sim/cli/sweep-line.ts';
import type { LastingFault } from '../../sim/liveness/blast-radius.ts';
import { bars } from '../html/bars.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/section.ts';
import { table } from '../html/table.ts';
import { counted } from '../sim/words.ts';
import { chosenSeeds } from './chosen-seeds.ts';
import { percent } from './percent.ts';

/** Less time says nothing. */
const ALONE_SECONDS_MIN = 1;
const NAMES: Readonly<Record<LastingFault, string>> = {
  none: 'none of these',
  crash: 'a machine down',
  pause: 'a process paused',
  partition: 'a partition',
  oneWayPartition: 'a one-way partition',
  clientCut: 'a node cut off from clients',
  clog: 'a clogged link',
  delaySpike: 'a slow link',
  transfer: 'leadership handed over',
  members: 'members being changed',
  diskFull: 'a full disk',
};

/** Who was without service while a kind of fault was in force. */
export function radiusSection(line: SweepLine): Section {
  const { blastRadius } = line;
  const kinds = Object.keys(NAMES) as LastingFault[];
  const rows = kinds
    .map((kind) => ({ name: NAMES[kind], kind, ...blastRadius[kind] }))
    .filter(({ any }) => any.seconds > 0);
  const most = Math.max(0.01, ...rows.map(({ any }) => any.groups));
  const body =
    rows.length === 0
      ? html`<p>No time passed in which faults could strike.</p>`
      : html`<p>The share of groups, clients and keys of which somebody had waited for longer than an election timeout, in the mean over the time in which a fault was in force. “Alone” is the time in which it was the only kind.</p>
${chosenSeeds(line)}
<figure class="reach"><figcaption>Groups without service</figcaption>
${bars(
  'Groups without service, by fault in force',
  rows.map(({ name, any }) => ({
    name,
    share: any.groups / most,
    value: percent(any.groups),
  })),
)}</figure>
${table(
  'Blast radius',
  [
    { heading: 'in force', align: 'left', value: ({ name }) => name },
    { heading: 'virtual s', align: 'right', value: ({ any }) => seconds(any.seconds) },
    { heading: 'groups', align: 'right', value: ({ any }) => percent(any.groups) },
    { heading: 'clients', align: 'right', value: ({ any }) => percent(any.clients) },
    { heading: 'keys', align: 'right', value: ({ any }) => percent(any.keys) },
    { heading: 'alone, s', align: 'right', value: ({ alone }) => seconds(alone.seconds) },
    { heading: 'groups', align: 'right', value: ({ alone }) => shareAlone(alone, 'groups') },
    { heading: 'clients', align: 'right', value: ({ alone }) => shareAlone(alone, 'clients') },
    { heading: 'keys', align: 'right', value: ({ alone }) => shareAlone(alone, 'keys') },
  ],
  rows,
)}`;
  return { id: 'reach', title: 'How far faults reach', body };
}

function shareAlone(
  alone: SweepLine['blastRadius'][LastingFault]['alone'],
  what: 'groups' | 'clients' | 'keys',
): string {
  return alone.seconds < ALONE_SECONDS_MIN ? '–' : percent(alone[what]);
}

function seconds(value: number): string {
  return counted(Math.round(value), '', '').trim();
}
